import { expect, test } from "vitest";
import { KeptLines } from "../../../src/adapters/sound/kept-lines.js";

const audio = (bytes: number) => Buffer.alloc(bytes);

test("keeps the lines that were used last, up to its bound", () => {
	const kept = new KeptLines(100);
	kept.set("one", audio(40));
	kept.set("two", audio(40));
	expect(kept.get("one")?.length).toBe(40);
	kept.set("three", audio(40));
	expect(kept.get("two")).toBeUndefined();
	expect(kept.get("one")?.length).toBe(40);
	expect(kept.get("three")?.length).toBe(40);
});

test("counts a line once that is set again, and keeps none beyond its bound", () => {
	const kept = new KeptLines(100);
	for (let count = 0; count < 10; count++) kept.set("one", audio(90));
	expect(kept.get("one")?.length).toBe(90);
	kept.set("two", audio(101));
	expect(kept.get("two")).toBeUndefined();
	kept.set("three", audio(100));
	expect(kept.get("three")?.length).toBe(100);
});
