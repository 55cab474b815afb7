import { createHash } from "node:crypto";
import type { GameFiles } from "./engine.js";

const headerBytes = 0x70;
const version = { pack: 3, godot: [4, 6, 0] } as const;
/** The files' offsets count from the end of the header. */
const relativeOffsets = 2;

/**
 * The files of a project as one PCK, which Godot 4.5 and later read: a header of 112 bytes, the files, and
 * their directory (`core/io/file_access_pack.cpp` in Godot's source, format version 3).
 */
export function packOf(files: GameFiles): Buffer {
	const all = { ...files, ...classCache };
	const contents = Object.values(all).map(padded);
	const entries: Buffer[] = [];
	let offset = 0;
	for (const [path, content] of Object.entries(all)) {
		entries.push(entryFor(path, content, offset));
		offset += padded(content).length;
	}
	const header = Buffer.alloc(headerBytes);
	header.write("GDPC");
	for (const [at, value] of [
		version.pack,
		...version.godot,
		relativeOffsets,
	].entries())
		header.writeUInt32LE(value, 4 + 4 * at);
	header.writeBigUInt64LE(BigInt(headerBytes), 24);
	header.writeBigUInt64LE(BigInt(headerBytes + offset), 32);
	return Buffer.concat([
		header,
		...contents,
		uint32(entries.length),
		...entries,
	]);
}

/** The names of classes, of which these projects use none; Godot complains if the file is missing. */
const classCache: GameFiles = {
	".godot/global_script_class_cache.cfg": Buffer.from("list=[]\n"),
};

function entryFor(path: string, content: Buffer, offset: number): Buffer {
	const name = padded(Buffer.from(path));
	const place = Buffer.alloc(16);
	place.writeBigUInt64LE(BigInt(offset), 0);
	place.writeBigUInt64LE(BigInt(content.length), 8);
	const digest = createHash("md5").update(content).digest();
	return Buffer.concat([uint32(name.length), name, place, digest, uint32(0)]);
}

/** With zeros up to a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
	return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}
