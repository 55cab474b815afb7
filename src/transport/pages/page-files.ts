import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { answerPlainly, onlyGet } from "../plain-answers.js";

/** A file that browsers are given, kept in memory. */
export interface PageFile {
	readonly type: string;
	readonly body: Buffer;
	/** Changes with the body, so that a browser is not sent the same twice. */
	readonly tag: string;
}

/** The files of pages, by the path of their URL. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types: Readonly<Record<string, string>> = {
	".html": "text/html; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
};

/** Reads the files of a folder that browsers understand. Their URL paths begin with `base`, such as `/try-it/`. */
export function readPageFiles(folder: string, base: string): PageFiles {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return new Map(
		names
			.filter((name) => extname(name) in types)
			.map((name) => [
				base + name.split(sep).join("/"),
				readPageFile(join(folder, name)),
			]),
	);
}

export function readPageFile(path: string): PageFile {
	const body = readFileSync(path);
	const digest = createHash("sha256").update(body).digest("base64url");
	return {
		type: types[extname(path)] ?? "application/octet-stream",
		body,
		tag: `"${digest.slice(0, 22)}"`,
	};
}

/** Answers a request for a file, with further headers. */
export function answerWithFile(
	request: IncomingMessage,
	response: ServerResponse,
	{ type, body, tag }: PageFile,
	headers: Readonly<Record<string, string>>,
): void {
	const { method } = request;
	if (method !== "GET" && method !== "HEAD") {
		answerPlainly(response, onlyGet);
		return;
	}
	const isKnown = request.headers["if-none-match"] === tag;
	response.writeHead(isKnown ? 304 : 200, {
		"Content-Type": type,
		...(!isKnown && { "Content-Length": body.length }),
		ETag: tag,
		"Cache-Control": "no-cache",
		...headers,
	});
	response.end(isKnown || method === "HEAD" ? undefined : body);
}

/** The hashes of the scripts that stand in a page itself, for its Content-Security-Policy. */
export function inlineScriptHashes(page: PageFile): readonly string[] {
	const scripts = page.body
		.toString()
		.matchAll(/<script(?![^>]*\ssrc=)[^>]*>(.*?)<\/script>/gs);
	return [...scripts].map(([, script = ""]) => {
		const digest = createHash("sha256").update(script).digest("base64");
		return `'sha256-${digest}'`;
	});
}
