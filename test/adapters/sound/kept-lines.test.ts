import { beforeEach, describe, expect, test } from "vitest";
import {
	KeptLines,
	type LineListener,
	type LineLoss,
} from "../../../src/adapters/sound/kept-lines.js";

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

describe("a line that is being made", () => {
	/** Who listens, and what is told. */
	function listener() {
		const told: string[] = [];
		return {
			told,
			heard: (piece: Buffer) => void told.push(piece.toString()),
			made: () => void told.push("made"),
			lost: ({ why }: LineLoss) => void told.push(`lost: ${why}`),
		};
	}
	const loss = { why: "gone", isFinal: false, isUnreachable: true };
	let kept: KeptLines;
	let makers: LineListener[];

	beforeEach(() => {
		kept = new KeptLines(100);
		makers = [];
	});

	function listen(to = "hello") {
		const each = listener();
		const leave = kept.listen(to, each, (maker) => void makers.push(maker));
		return { ...each, leave };
	}

	test("is made once, and heard from its beginning by all who come until it is made", () => {
		const first = listen();
		makers[0]?.heard(Buffer.from("he"));
		const second = listen();
		makers[0]?.heard(Buffer.from("llo"));
		const third = listen();
		makers[0]?.made();
		const fourth = listen();
		expect(first.told).toEqual(["he", "llo", "made"]);
		expect(second.told).toEqual(["he", "llo", "made"]);
		expect(third.told).toEqual(["hello", "made"]);
		expect(fourth.told).toEqual(["hello", "made"]);
		expect(makers).toHaveLength(1);
	});

	test("is not mistaken for another", () => {
		listen();
		listen("goodbye");
		expect(makers).toHaveLength(2);
	});

	test("tells nothing more to one who has left, also in the midst of telling, and is made and kept all the same", () => {
		const second = { leave: () => {}, told: [] as string[] };
		const first = {
			...listener(),
			heard: () => second.leave(),
		};
		const leaveFirst = kept.listen("hello", first, (maker) => {
			makers.push(maker);
		});
		Object.assign(second, listen());
		makers[0]?.heard(Buffer.from("hello"));
		leaveFirst();
		makers[0]?.made();
		expect(second.told).toEqual([]);
		expect(first.told).toEqual([]);
		expect(kept.get("hello")?.toString()).toBe("hello");
	});

	test("is lost for all, and made anew for the next", () => {
		const all = [listen(), listen()];
		makers[0]?.lost(loss);
		for (const { told } of all) expect(told).toEqual(["lost: gone"]);
		const next = listen();
		makers[1]?.heard(Buffer.from("hello"));
		makers[1]?.made();
		expect(next.told).toEqual(["hello", "made"]);
		expect(all[0]?.told).toEqual(["lost: gone"]);
	});

	test("is lost if it cannot even be begun", () => {
		const each = listener();
		kept.listen("hello", each, () => {
			throw new Error("no maker");
		});
		expect(each.told).toEqual(["lost: no maker"]);
		listen();
		expect(makers).toHaveLength(1);
	});
});
