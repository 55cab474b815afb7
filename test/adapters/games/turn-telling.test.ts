import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { TurnTelling } from "../../../src/adapters/games/turn-telling.js";
import { TurnLaw } from "../../../src/commands/conformance/turn-law.js";
import type { NumberedEvent } from "../../../src/protocol/callsign-v1.js";
import { heard } from "../../support/codes/spoken.js";

let turns: TurnTelling;

beforeEach(() => {
	turns = new TurnTelling("c");
});

const interim = (text: string) =>
	turns.hear(heard(text, { isFinal: false }).speech);
const final = (text: string) => turns.hear(heard(text).speech);

describe("a turn", () => {
	test("begins with the first words, and ends with all that was said", () => {
		expect(interim("")).toEqual([]);
		expect(interim("open")).toEqual([
			{ type: "turn", call: "c", turn: 1, state: "started", text: "open" },
		]);
		expect(final("open the")).toEqual([]);
		expect(interim("door")).toEqual([]);
		expect(turns.end()).toEqual([
			{
				type: "turn",
				call: "c",
				turn: 1,
				state: "ended",
				text: "open the door",
			},
		]);
		expect(turns.end()).toEqual([]);
	});

	test("has no text where the words came to nothing", () => {
		interim("open");
		final("");
		expect(turns.end()).toEqual([
			{ type: "turn", call: "c", turn: 1, state: "ended" },
		]);
	});

	test("may probably have ended, and is resumed before it ends with another text", () => {
		interim("open");
		expect(turns.endEagerly()).toMatchObject([{ state: "eager" }]);
		expect(turns.endEagerly()).toEqual([]);
		expect(interim("open")).toEqual([]);
		expect(final("open the door")).toMatchObject([
			{ state: "resumed", text: "open the door" },
		]);
		expect(turns.resume()).toEqual([]);
		expect(turns.end()).toMatchObject([{ text: "open the door" }]);
	});

	test("without any end is cut where it gets long", () => {
		const states: string[] = [];
		for (let said = 0; said < 100; said++)
			for (const { state } of final("word ".repeat(20).trim()))
				states.push(state);
		expect(states.slice(0, 3)).toEqual(["started", "ended", "started"]);
	});
});

test("whatever is heard, the promises hold", () => {
	const step = fc.oneof(
		fc.record({
			text: fc.constantFrom("", "open", "open the door"),
			isFinal: fc.boolean(),
		}),
		fc.constantFrom("eager", "resumed", "ended" as const),
	);
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const telling = new TurnTelling("c");
			const law = new TurnLaw();
			const told = steps.flatMap((each) => {
				if (each === "eager") return telling.endEagerly();
				if (each === "resumed") return telling.resume();
				if (typeof each === "string") return telling.end();
				const { text, isFinal } = each;
				return telling.hear(heard(text, { isFinal }).speech);
			});
			const events = [
				{ type: "paired", call: "c", callers: 1 },
				...told,
				...telling.end(),
				{ type: "left", call: "c", reason: "caller hung up" },
			] as const;
			const breaches = events.map((event, at) =>
				law.breach({ ...event, seq: at + 1 } as NumberedEvent),
			);
			expect(breaches.filter(Boolean)).toEqual([]);
		}),
	);
});
