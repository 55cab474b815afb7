/** Characters who answer the phone, over real sockets: no game is needed, and one may be asked for. */
import { join } from "node:path";
import {
	afterAll,
	beforeAll,
	describe,
	expect,
	onTestFinished,
	test,
} from "vitest";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { ModelServer } from "../../support/minds/model-server.js";
import { CallToCharacter } from "../../support/server/call-to-character.js";
import { InProcessServer } from "../../support/server/in-process-server.js";

const root = join(import.meta.dirname, "../../..");
const examples = join(root, "examples");
const ownFlows = join(import.meta.dirname, "flows");

/** A server that is closed when the test ends. */
async function startWith(
	environment: Readonly<Record<string, string>>,
): Promise<InProcessServer> {
	const server = await InProcessServer.startWithFlux(environment);
	onTestFinished(() => server.close());
	return server;
}

/** For talks of many turns. */
const timeout = 40_000;
const toFerryman = "+15551234567";
/** One server, whose flows are proved once. */
let whole: InProcessServer;
beforeAll(async () => {
	whole = await InProcessServer.startWithFlux({
		FLOWS: examples,
		ANSWER_WITH: `keeper,${toFerryman}=ferryman`,
	});
}, timeout);
afterAll(() => whole.close());

const hello = "Gull Rock. It is past midnight. Who rings a lighthouse?";
const ahoy = "You rang the bell. Here I am.";

describe("the keeper answers the phone, and no game is there", () => {
	test("whoever wins him sees the lamp lit, and is bidden good night", {
		timeout,
	}, async () => {
		const call = await CallToCharacter.ring(whole);
		await call.hears(hello);
		await call.says("my name is Ann");
		await call.told("move.introduce");
		await call.hears("what do you want at this hour?");
		await call.says("thank you for picking up");
		await call.told("move.beKind");
		await call.hears("Out with it.");
		await call.says("there is a ship out there");
		await call.hears("A ship. Tonight. How many aboard?");
		await call.says("please tell me why");
		await call.hears("straight onto the rock.");
		await call.says("it was not your fault");
		await call.hears(
			"Ninety-one steps. Stay on the line.",
			"There. Look north.",
			"Good night.",
		);
		expect(await call.caller.closed()).toMatchObject({ code: 1000 });
		expect(whole.log).toContainEqual(
			expect.objectContaining({ reason: "character hung up" }),
		);
	});

	test("whoever insults him twice is hung up on, when he has heard why", async () => {
		const call = await CallToCharacter.ring(whole);
		await call.hears(hello);
		await call.says("you are a liar");
		await call.hears("Once more, and I hang up.");
		await call.says("shut up");
		await call.hears("Then find your way in the dark, like the rest of us.");
		expect(await call.caller.closed()).toMatchObject({ code: 1000 });
	});

	test("nothing of what is said, and no number, is logged", async () => {
		const call = await CallToCharacter.ring(whole, { to: "+15557654321" });
		await call.hears(hello);
		await call.says("the secret word is xylophone");
		await call.hears("I do not know you. Who is this?");
		call.caller.hangUp();
		const log = JSON.stringify(whole.log);
		for (const private_ of ["xylophone", "Gull Rock. It", "5557654321"])
			expect(log).not.toContain(private_);
	});
});

describe("a number is answered by its own flow", () => {
	test("and any other by the one for all others", async () => {
		const ferry = await CallToCharacter.ring(whole, { to: toFerryman });
		await ferry.hears(ahoy);
		ferry.caller.hangUp();
		const light = await CallToCharacter.ring(whole, { to: "+15550000000" });
		await light.hears(hello);
	});

	test("and where it alone has one, other callers are asked for a code as ever", async () => {
		const server = await startWith({
			FLOWS: ownFlows,
			ANSWER_WITH: `${toFerryman}=porter`,
		});
		const game = await server.join();
		const { code } = await game.shown();
		const { caller } = await server.ringWithFlux({
			parameters: { to: "+15550000000" },
		});
		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
	});

	test("as /voice has told the stream, which greets nobody", async () => {
		const twiml = async (To: string) => {
			const body = new URLSearchParams({ CallSid: "CA1", From: "+1555", To });
			const url = `${whole.server.url}/voice`;
			return (await fetch(url, { method: "POST", body })).text();
		};
		const answer = await twiml(toFerryman);
		expect(answer).not.toContain("<Say>");
		expect(answer).toContain('<Parameter name="to" value="+15551234567"/>');
	});
});

describe("a character who asks for a code", () => {
	const porter = { FLOWS: ownFlows, ANSWER_WITH: "porter" };
	const who = "The porter here. Whom do you want to see?";
	const which = "Then tell me his number.";

	test("gives his caller to the game that shows it, and has him back when the game leaves", async () => {
		const server = await startWith(porter);
		const game = await server.join();
		const { code } = await game.shown();
		const call = await CallToCharacter.ring(server);
		await call.hears(who);
		await call.says("the king please");
		await call.hears(which);
		call.caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		await call.hears(defaultPrompts.connected);
		game.say("You are in a cave.");
		await call.hears("You are in a cave.");
		game.leave();
		await call.hears("Back so soon? Whom now?");
	});

	test("has him back when he gives no code that anybody shows", async () => {
		const server = await startWith({ ...porter, CODE_TRIES_PER_CALL: "1" });
		const call = await CallToCharacter.ring(server);
		await call.hears(who);
		await call.says("the king please");
		await call.hears(which);
		call.caller.press("9999#");
		await call.hears("Nobody of that name lives here.");
		expect(server.server.actors.calls.size).toBe(1);
	});

	test("talks with a caller who has tried too many codes", async () => {
		const server = await startWith({
			...porter,
			CODE_TRIES_PER_CALL: "1",
			CODE_TRIES_PER_CALLER: "1",
		});
		const parameters = { caller: "key" };
		const first = await CallToCharacter.ring(server, { parameters });
		await first.hears(who);
		await first.says("the king please");
		await first.hears(which);
		first.caller.press("9999#");
		await first.hears("Nobody of that name lives here.");
		first.caller.hangUp();
		const second = await CallToCharacter.ring(server, { parameters });
		await second.hears(who);
		await second.says("the king please");
		await second.hears(which);
		second.caller.press("9998#");
		await second.hears("Nobody of that name lives here.");
	});
});

test("a model that refuses is told to operators, and its character says what the author wrote for that", async () => {
	const model = await ModelServer.start();
	model.key = "another key";
	try {
		const server = await startWith({
			FLOWS: ownFlows,
			ANSWER_WITH: "thinker",
			MIND_URL: model.url,
			MIND_MODEL: model.model,
			MIND_KEY: "hush",
		});
		const health = async (url = "") => (await fetch(`${url}/healthz`)).text();
		expect(await health(server.server.adminUrl)).not.toContain("MIND_URL");
		const call = await CallToCharacter.ring(server);
		await call.hears("What is it?");
		await call.says("who are you");
		await call.hears("I cannot think just now.");
		expect(await health(server.server.adminUrl)).toMatch(
			/The server works\. The model of MIND_URL refuses whatever is asked: HTTP 401/,
		);
		expect(await health(server.server.url)).not.toContain("model");
		expect(JSON.stringify(server.log)).not.toContain("hush");
	} finally {
		await model.stop();
	}
});
