/** Which mind a server has, and what of the optional packages it counts on. */
import { pino } from "pino";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import type {
	AiPackage,
	AnswerPart,
	OpenAiCompatiblePackage,
} from "../../../src/adapters/minds/ai-packages.js";
import { missingAiPackages } from "../../../src/adapters/minds/ai-packages.js";
import { adviceAbout, openMinds } from "../../../src/adapters/minds/minds.js";
import type {
	MindFact,
	MindOrder,
} from "../../../src/machines/conversation/mind.js";
import { phraseAnswer } from "../../../src/machines/conversation/phrase-answer.js";
import { AdapterUnderTest } from "../../support/actors/adapter-under-test.js";
import { thinkOf } from "../../support/minds/thoughts.js";
import { Arrivals } from "../../support/waiting/arrivals.js";

const log = pino({ level: "silent" });
const settings = { mindUrl: "http://127.0.0.1:9/v1", mindModel: "keeper-1" };
afterEach(() => {
	vi.doUnmock("ai");
	vi.resetModules();
});

describe("the optional packages", () => {
	test("have what is used of them", () => {
		type Ai = typeof import("ai");
		type Part =
			ReturnType<Ai["streamText"]>["fullStream"] extends AsyncIterable<
				infer Each
			>
				? Each
				: never;
		type Named<Type> = Extract<Part, { type: Type }>;
		expectTypeOf<Ai["jsonSchema"]>().returns.toExtend<object>();
		expectTypeOf<AnswerPart["type"]>().toExtend<Part["type"]>();
		expectTypeOf<Named<"text-delta">>().toExtend<AnswerPart>();
		expectTypeOf<Named<"tool-call">>().toExtend<AnswerPart>();
		expectTypeOf<Named<"raw">>().toExtend<AnswerPart>();
		expectTypeOf<Named<"error">>().toExtend<AnswerPart>();
		expectTypeOf<Named<"finish">>().toExtend<AnswerPart>();
		type Options = Parameters<AiPackage["streamText"]>[0];
		type Real = Parameters<Ai["streamText"]>[0];
		type Plain = "system" | "abortSignal" | "maxRetries" | "includeRawChunks";
		expectTypeOf<Pick<Options, Plain>>().toExtend<Pick<Real, Plain>>();
		expectTypeOf<Options["messages"]>().toExtend<
			NonNullable<Real["messages"]>
		>();
		type Provider = typeof import("@ai-sdk/openai-compatible");
		expectTypeOf<
			Parameters<OpenAiCompatiblePackage["createOpenAICompatible"]>[0]
		>().toExtend<Parameters<Provider["createOpenAICompatible"]>[0]>();
	});

	test("are there, for tests and unless somebody leaves them out", () => {
		expect(missingAiPackages()).toEqual([]);
	});

	test("are asked for by the command that installs them, where they are missing", () => {
		expect(adviceAbout(["ai"])).toBe(
			"MIND_URL needs ai, which is not installed. Run `npm ci` without --omit=optional, or leave MIND_URL unset.",
		);
		expect(adviceAbout(["ai", "b"])).toMatch(/needs ai and b, which are not/);
	});

	test("are loaded by no mind before its first conversation", async () => {
		const loads = new Arrivals<string>("load of a package");
		vi.doMock("ai", () => {
			loads.push("ai");
			return { streamText: () => {}, jsonSchema: () => {} };
		});
		const { mind } = openMinds(settings, phraseAnswer, log);
		expect(loads.all).toEqual([]);
		const conversation = new AdapterUnderTest<MindOrder, MindFact>(mind, "c");
		expect(await loads.next()).toBe("ai");
		conversation.stop();
	});

	test("fail a thought, and no more than that, when they are broken", async () => {
		vi.doMock("ai", () => {
			throw new Error("no such file");
		});
		const { mind } = openMinds(settings, phraseAnswer, log);
		const conversation = new AdapterUnderTest<MindOrder, MindFact>(mind, "c");
		conversation.order(thinkOf(1, []));
		expect(await conversation.fact("mind.failed")).toMatchObject({
			why: "error",
		});
		conversation.stop();
	});
});

test("a server without a model has minds by phrases, which no packages can hinder", () => {
	const minds = openMinds({}, phraseAnswer, log);
	expect(minds.whyRefused()).toBeUndefined();
});
