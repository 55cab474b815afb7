/** What goes to a model over the wire, of everything that a server knows of a caller: only what was said to the character. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FluxListener } from "../../support/deepgram/flux-listener.js";
import { spokenAudio } from "../../support/deepgram/speaker-end.js";
import { TypedGame } from "../../support/games/typed-game.js";
import type { ModelExchange } from "../../support/minds/model-exchange.js";
import { ModelServer } from "../../support/minds/model-server.js";
import { propertyRuns } from "../../support/randomness/property-runs.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import type { TwilioCaller } from "../../support/twilio/twilio-caller.js";

const flows = fileURLToPath(
	new URL("../../support/characters", import.meta.url),
);
const keys = {
	MIND_KEY: "mind-key-Zq8",
	DEEPGRAM_API_KEY: "deepgram-key-Zq8",
	GAME_KEYS: "game-key-Zq8",
};
const authorized = { headers: { Authorization: `Bearer ${keys.GAME_KEYS}` } };

let model: ModelServer;
let whole: InProcessServer;

beforeAll(async () => {
	model = await ModelServer.start();
	model.key = keys.MIND_KEY;
	model.answers = answer;
	whole = await InProcessServer.startWithFlux({
		...keys,
		MIND_URL: model.url,
		MIND_MODEL: model.model,
		FLOWS: flows,
		ANSWER_WITH: "gatekeeper",
		CODE_TRIES_PER_CALL: "1",
		CODE_TRIES_PER_CALLER: "1000",
		CODE_REST_SECONDS: "0",
		LOG_LEVEL: "silent",
	});
});

afterAll(async () => {
	await whole.close();
	await model.stop();
});

/** Puts callers through who ask for it, and has an answer for everybody else. */
function answer(exchange: ModelExchange): void {
	const said = exchange.lastWords.split("\n").at(-1) ?? "";
	if (said.includes("put me through"))
		exchange
			.call({ id: "call_1", name: "move_connect", arguments: "{}" })
			.finish("tool_calls");
	else exchange.say("Very well.").finish();
}

const digitWords = [
	"zero",
	"one",
	"two",
	"three",
	"four",
	"five",
	"six",
	"seven",
	"eight",
	"nine",
];

/** The ways in which digits may be written in a text. */
function writings(digits: string): string[] {
	const each = [...digits];
	const inWords = each.map((digit) => digitWords[Number(digit)]);
	return [digits, each.join(" "), each.join(", "), inWords.join(" ")];
}

const turnMs = 1_200;

/** A caller with the gatekeeper, and all that nobody is to tell a model. */
class PrivateCaller {
	readonly secrets: string[] = [...Object.values(keys)];
	#turns = 0;

	static async ring(number: string, rung: string): Promise<PrivateCaller> {
		const caller = await whole.call({
			autoPlay: "at once",
			parameters: { caller: `+${number}`, to: `+${rung}` },
		});
		const flux = await whole.deepgram.nextFluxListener();
		const ringing = new PrivateCaller(caller, flux);
		ringing.secrets.push(...Object.values(caller.sids), number, rung);
		await ringing.hears("Who is it?");
		return ringing;
	}

	private constructor(
		readonly caller: TwilioCaller,
		private readonly flux: FluxListener,
	) {}

	/** Something that the character answers. */
	async talks(words: string): Promise<void> {
		const before = this.#countOf("Very well.");
		const said = `${words} and that is my turn ${"i".repeat(++this.#turns)}`;
		await this.#says(said);
		await this.#hearsOnceMore("Very well.", before);
	}

	async presses(digits: string): Promise<void> {
		this.secrets.push(...writings(digits));
		this.caller.press(digits);
		await this.hears("I hear a key.");
	}

	/** Is asked for a code, and gives one that nobody shows. */
	async failsWithCode(code: string, isSaid: boolean): Promise<void> {
		const before = this.#countOf("knows you.");
		await this.gives(code, isSaid);
		await this.#hearsOnceMore("knows you.", before);
	}

	/** Is asked for a code, and gives this one. */
	async gives(code: string, isSaid: boolean): Promise<void> {
		this.secrets.push(...writings(code));
		const asked = this.#countOf("they show?");
		await this.#says("put me through");
		await this.#hearsOnceMore("they show?", asked);
		if (isSaid) {
			const [, , , words = ""] = writings(code);
			await this.#says(words);
		} else this.caller.press(`${code}#`);
	}

	/** A whole turn, in so much of the call's sound that a code in it is not taken for one that was keyed before. */
	async #says(words: string): Promise<void> {
		const endMs = this.flux.audioMs + turnMs;
		this.caller.sendAudio(turnMs);
		await this.flux.heardAudio(endMs * 8);
		this.flux.startTurn(words);
		this.flux.endTurn(words);
	}

	async hears(words: string): Promise<void> {
		await this.#hearsOnceMore(words, 0);
	}

	/** Resolves when these words have sounded more often than before. */
	async #hearsOnceMore(words: string, before: number): Promise<void> {
		while (this.#countOf(words) === before)
			await this.caller.heardAudio(this.caller.audio.length + 1);
	}

	#countOf(words: string): number {
		const sound = spokenAudio(words);
		const { audio } = this.caller;
		let count = 0;
		for (
			let at = audio.indexOf(sound);
			at >= 0;
			at = audio.indexOf(sound, at + sound.length)
		)
			count += 1;
		return count;
	}
}

const digits = (length: number) =>
	fc
		.array(fc.integer({ min: 0, max: 9 }), {
			minLength: length,
			maxLength: length,
		})
		.map((all) => all.join(""));
const step = fc.oneof(
	fc.record({
		kind: fc.constant("talks" as const),
		words: fc.constantFrom("who are you", "it is cold out here", "let me in"),
	}),
	fc.record({ kind: fc.constant("presses" as const), digits: digits(5) }),
	fc.record({
		kind: fc.constant("fails" as const),
		// As long as a code is: what is keyed beyond that would be keys for the character.
		code: digits(4),
		isSaid: fc.boolean(),
	}),
);
const story = fc.record({
	number: digits(11),
	rung: digits(11),
	steps: fc.array(step, { minLength: 1, maxLength: 4 }),
	isPaired: fc.boolean(),
	isSaid: fc.boolean(),
});

test("nothing of a caller's number, code, keys or stream is in what a model is asked, whatever happens in the call", {
	timeout: 120_000,
}, async () => {
	await fc.assert(
		fc.asyncProperty(story, async ({ number, rung, steps, ...then }) => {
			model.exchanges.forget();
			const caller = await PrivateCaller.ring(number, rung);
			for (const step of steps) await take(step, caller);
			await caller.talks("that was all");
			if (then.isPaired) await pairAndTalk(caller, then.isSaid);
			caller.caller.hangUp();
			await caller.caller.closed();
			expect(model.exchanges.all.length).toBeGreaterThan(0);
			for (const { request, text } of model.exchanges.all) {
				const { authorization: _, ...headers } = request.headers;
				const wire = `${request.url} ${JSON.stringify(headers)} ${text}`;
				expect(caller.secrets.filter((each) => wire.includes(each))).toEqual(
					[],
				);
			}
		}),
		// A shorter story would take minutes to find: each step that hangs is waited for.
		{ ...propertyRuns(12), endOnFailure: true },
	);
});

async function take(
	step: typeof story extends fc.Arbitrary<{ steps: (infer Step)[] }>
		? Step
		: never,
	caller: PrivateCaller,
): Promise<void> {
	switch (step.kind) {
		case "talks":
			await caller.talks(step.words);
			break;
		case "presses":
			await caller.presses(step.digits);
			break;
		case "fails":
			await caller.failsWithCode(step.code, step.isSaid);
	}
}

/** A game lends the caller, who gave its code, to the gatekeeper again. */
async function pairAndTalk(
	caller: PrivateCaller,
	isSaid: boolean,
): Promise<void> {
	const game = await TypedGame.join(whole.socketUrl("/game"), authorized);
	const { code, resumeToken } = game.welcome;
	caller.secrets.push(resumeToken);
	await caller.gives(code, isSaid);
	const { call } = await game.event("paired");
	caller.secrets.push(call);
	game.send({ type: "converse", flow: "gatekeeper" });
	game.send({ type: "tell", name: "bell", data: { loud: true } });
	await caller.hears("The bell rings.");
	await caller.talks("what bell is that");
	game.client.leave();
	await game.closed();
}
