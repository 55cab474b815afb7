/** What holds of every mind. */
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openMinds } from "../../../src/adapters/minds/minds.js";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../../src/machines/adapter-contract.js";
import type {
	MindFact,
	MindOrder,
} from "../../../src/machines/conversation/mind.js";
import { phraseAnswer } from "../../../src/machines/conversation/phrase-answer.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import type { ModelExchange } from "../../support/minds/model-exchange.js";
import { ModelServer } from "../../support/minds/model-server.js";
import { openGate, said, thinkOf } from "../../support/minds/thoughts.js";

const log = pino({ level: "silent" });
const mute = { persona: "You say nothing.", goal: "" };

let server: ModelServer;
beforeAll(async () => {
	server = await ModelServer.start();
	server.answers = answerLikeAKeeper;
});
afterAll(() => server.stop());

/** Opens the gate for whoever asks, and else speaks of the fog, in pieces. */
function answerLikeAKeeper(exchange: ModelExchange): void {
	const [system] = exchange.body.messages;
	const mayOpen = exchange.tools.includes("move_openGate");
	if (system?.content?.includes(mute.persona)) exchange.finish();
	else if (mayOpen && /open the gate/.test(exchange.lastWords)) {
		exchange.call({ id: "c1", name: "move_openGate", arguments: "{}" });
		exchange.finish("tool_calls");
	} else exchange.say("Fog", " to", "night.").finish();
}

const makers: readonly {
	readonly name: string;
	readonly make: () => AdapterLogic<MindOrder, CallAdapterInput>;
}[] = [
	{
		name: "by phrases",
		make: () => openMinds({}, phraseAnswer, log).mind,
	},
	{
		name: "by a model",
		make: () =>
			openMinds(
				{ mindUrl: server.url, mindModel: server.model },
				phraseAnswer,
				log,
			).mind,
	},
];

describe.each(makers)("a mind $name", ({ make }) => {
	const minds: AdapterUnderTest<MindOrder, MindFact>[] = [];
	afterEach(() => {
		for (const mind of minds.splice(0)) mind.stop();
	});

	function mindOf(callId = "call-1"): AdapterUnderTest<MindOrder, MindFact> {
		const mind = new AdapterUnderTest<MindOrder, MindFact>(make(), callId);
		minds.push(mind);
		return mind;
	}

	/** What was told of a thought, without its cost, its texts joined. */
	function toldOf(
		{ facts }: AdapterUnderTest<MindOrder, MindFact>,
		thought: number,
	): unknown[] {
		const own = facts.filter((fact) => fact.thought === thought);
		const text = own
			.flatMap((fact) => (fact.type === "mind.text" ? [fact.text] : []))
			.join("");
		const others = own.filter(
			({ type }) => type !== "mind.text" && type !== "mind.used",
		);
		return text === "" ? others : [text, ...others];
	}

	test("says something, and then that it is all", async () => {
		const mind = mindOf();
		mind.order(thinkOf(7, [said("hello")]));
		await mind.fact("mind.ended");
		expect(toldOf(mind, 7)).toEqual([
			"Fog tonight.",
			{ type: "mind.ended", thought: 7 },
		]);
		expect(mind.facts.at(-1)?.type).toBe("mind.ended");
	});

	test("asks for a move that is offered, and for none that is not", async () => {
		const mind = mindOf();
		const memory = [said("open the gate")];
		mind.order(thinkOf(1, memory, { moves: [openGate] }));
		await mind.fact("mind.ended");
		mind.order(thinkOf(2, memory));
		await mind.fact("mind.ended");
		expect(toldOf(mind, 1)).toEqual([
			{
				type: "mind.moved",
				thought: 1,
				name: "move.openGate",
				data: undefined,
			},
			{ type: "mind.ended", thought: 1 },
		]);
		expect(toldOf(mind, 2)[0]).toBe("Fog tonight.");
	});

	test("fails where it has nothing to say, and thinks again afterwards", async () => {
		const mind = mindOf();
		mind.order(thinkOf(1, [said("hello")], { scene: mute }));
		await mind.fact("mind.failed");
		expect(toldOf(mind, 1)).toEqual([
			{ type: "mind.failed", thought: 1, why: "error" },
		]);
		mind.order(thinkOf(2, [said("hello")]));
		await mind.fact("mind.ended");
		expect(toldOf(mind, 2)[0]).toBe("Fog tonight.");
	});

	test("begins a talk, and goes on in a silence", async () => {
		const mind = mindOf();
		mind.order(thinkOf(1, []));
		await mind.fact("mind.ended");
		mind.order(
			thinkOf(2, [{ kind: "heard", text: "Who rings?", wasCut: false }]),
		);
		await mind.fact("mind.ended");
		expect(toldOf(mind, 1)[0]).toBe("Fog tonight.");
		expect(toldOf(mind, 2)[0]).toBe("Fog tonight.");
	});

	test("tells nothing of a thought once it is cancelled or overtaken", async () => {
		const mind = mindOf();
		mind.order(thinkOf(1, [said("hello")]));
		mind.order({ type: "cancel" });
		const before = mind.facts.length;
		mind.order({ type: "cancel" });
		mind.order(thinkOf(2, [said("hello")]));
		const between = mind.facts.length;
		mind.order(thinkOf(3, [said("hello")]));
		await mind.fact("mind.ended");
		while (mind.facts.at(-1)?.thought !== 3) await mind.fact("mind.ended");
		expect(
			mind.facts.slice(before, between).every((fact) => fact.thought === 2),
		).toBe(true);
		expect(mind.facts.slice(between).every((fact) => fact.thought === 3)).toBe(
			true,
		);
		expect(toldOf(mind, 3)).toHaveLength(2);
	});

	test("thinks for its own call alone", async () => {
		const one = mindOf("call-1");
		const other = mindOf("call-2");
		one.order(thinkOf(1, [said("open the gate")], { moves: [openGate] }));
		other.order(thinkOf(1, [said("hello")]));
		one.order(thinkOf(2, [said("open the gate")], { moves: [openGate] }));
		other.order({ type: "cancel" });
		other.order(thinkOf(2, [said("hello")]));
		while (one.facts.at(-1)?.thought !== 2) await one.fact("mind.ended");
		while (other.facts.at(-1)?.thought !== 2) await other.fact("mind.ended");
		expect(toldOf(one, 2)[0]).toMatchObject({ type: "mind.moved" });
		expect(toldOf(other, 2)[0]).toBe("Fog tonight.");
	});

	test("tells of each thought one end, and last", async () => {
		const mind = mindOf();
		for (let thought = 1; thought <= 5; thought++) {
			const scene = thought % 2 ? mute : thinkOf(0, []).scene;
			mind.order(thinkOf(thought, [said("hello")], { scene }));
			await mind.until(
				() =>
					/ended|failed/.test(mind.facts.at(-1)?.type ?? "") &&
					mind.facts.at(-1)?.thought === thought,
				() => `the end of thought ${thought}`,
			);
		}
		const ends = mind.facts.filter(({ type }) => /ended|failed/.test(type));
		expect(ends.map(({ thought }) => thought)).toEqual([1, 2, 3, 4, 5]);
	});
});
