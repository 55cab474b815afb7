import { readdirSync } from "node:fs";
import { expect, test, vi } from "vitest";

const folder = new URL("../../src/machines/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
	(name) => name.endsWith(".ts"),
);

test.each(files)("%s loads by itself, before any other", async (name) => {
	vi.resetModules();
	const { href } = new URL(name, folder);
	expect(await import(href)).toBeTypeOf("object");
});
