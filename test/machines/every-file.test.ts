import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { foldersJudged } from "../mutants/folders.js";

const folder = new URL("../../src/machines/", import.meta.url);
const isJudged = (name: string) =>
	foldersJudged.length === 0 ||
	foldersJudged.some((judged) => name.startsWith(`${judged}/`));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
	(name) => name.endsWith(".ts") && isJudged(name),
);

test.each(files)("%s loads by itself, before any other", async (name) => {
	vi.resetModules();
	const { href } = new URL(name, folder);
	expect(await import(href)).toBeTypeOf("object");
});
