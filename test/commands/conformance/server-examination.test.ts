/** The conformance kit finds nothing wrong with the real server, and everything wrong with bad ones. */
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { conformance } from "../../../src/commands/conformance/conformance.js";
import { chapters } from "../../../src/commands/conformance/server-examination.js";
import {
	type Fault,
	FaultyProxy,
	type Fields,
} from "../../support/network/faulty-proxy.js";
import { InProcessServer } from "../../support/server/in-process-server.js";

let whole: InProcessServer;

beforeAll(async () => {
	whole = await InProcessServer.start({
		GAME_LOG_EVENTS: "60",
		GAME_KEYS: "sesame",
		CODE_SETTLE_MS: "100",
		FLOWS: join(import.meta.dirname, "../../../examples"),
	});
});

afterAll(() => whole.close());

/** Runs the program; Deepgram understands whatever its callers say. */
async function examine(...args: string[]) {
	let printed = "";
	const exitCode = await conformance(
		["--calls", whole.socketUrl("/twilio"), "--key", "sesame", ...args],
		{
			environment: {},
			print: (text) => {
				printed += text;
			},
			complain: (text) => {
				printed += text;
			},
			voice: async (text) => {
				const loud = Buffer.alloc(1_600, 0x10);
				understand(text, loud.length).catch(() => {});
				return loud;
			},
		},
	);
	const lines = printed.split("\n").map((line) => line.trim());
	const failed = lines.filter((line) => line.startsWith("FAIL"));
	const unchecked = lines.filter((line) => line.startsWith("??"));
	return { exitCode, printed, failed, unchecked };
}

async function understand(text: string, bytes: number): Promise<void> {
	const listener = whole.deepgram.listeners.at(-1);
	if (!listener) return;
	await listener.heardAudio(listener.audio.length + bytes);
	listener.say(text, { startMs: 60_000 });
	listener.endUtterance(64_000);
}

test("all that can be checked of the real server holds, and what cannot is said aloud", async () => {
	const { exitCode, printed, failed, unchecked } = await examine(
		whole.socketUrl("/game"),
	);
	expect(failed, printed).toEqual([]);
	expect(unchecked).toEqual([
		"??    close code 1001: the server goes away",
		"??    close code 1008: a game does not read what it is sent",
		"??    close code 1011: a game fails on the server",
		"??    close code 1013: there is no room",
		"??    recognition down and up",
		"??    a sound without words lets a line pause, and it goes on where it was",
		"??    all 12 statements about it",
	]);
	expect(printed).toContain("needs a flow of the server's: name one with");
	expect(printed).toContain("7 were NOT CHECKED");
	expect(exitCode).toBe(0);
}, 120_000);

test.each(["keeper", "ferryman"])(
	"it lends callers to its flow %s as it should",
	async (flow) => {
		const { exitCode, printed } = await examine(
			whole.socketUrl("/game"),
			...["--flow", flow, "--only", "Lending callers"],
		);
		expect(printed).toContain("12 hold, 0 do not hold, 0 were NOT CHECKED");
		expect(exitCode).toBe(0);
	},
	60_000,
);

test("a flow that the server does not have is no pass", async () => {
	const { exitCode, failed } = await examine(
		whole.socketUrl("/game"),
		...["--flow", "gaoler", "--only", "first scene", "--patience", "0.5"],
	);
	expect(failed).toHaveLength(1);
	expect(exitCode).toBe(1);
});

test("without callers, what needs them is not checked, and says so", async () => {
	const { exitCode, printed, unchecked } = await examine(
		whole.socketUrl("/game"),
		"--only",
		"Calls",
		"--calls",
		whole.socketUrl("/nowhere"),
	);
	expect(unchecked).toHaveLength(11);
	expect(printed).toContain("it has not passed");
	expect(printed).toContain("needs a caller");
	expect(exitCode).toBe(0);
});

test("where calls are refused with 1008, only what needs them is not checked", async () => {
	const calls = new WebSocketServer({ port: 0, host: "127.0.0.1" });
	calls.on("connection", (socket) => socket.close(1008));
	await once(calls, "listening");
	const { port } = calls.address() as { port: number };
	const fault = { toPlainGame: none };
	const proxy = await FaultyProxy.start(whole.socketUrl("/game"), fault);
	const { failed, unchecked } = await examine(
		proxy.url,
		"--only",
		" comes",
		"--calls",
		`ws://127.0.0.1:${port}/twilio`,
		"--patience",
		"0.5",
	);
	calls.close();
	proxy.close();
	expect(failed).toHaveLength(2);
	expect(failed[0]).toContain("the phone number comes first");
	expect(unchecked).toHaveLength(2);
});

test("a server that takes every game in and says nothing fails every statement", async () => {
	const mute = new WebSocketServer({
		port: 0,
		host: "127.0.0.1",
		autoPong: false,
		handleProtocols: () => false,
	});
	await once(mute, "listening");
	const { port } = mute.address() as { port: number };
	const { printed, failed } = await examine(
		`ws://127.0.0.1:${port}/game`,
		"--patience",
		"0.02",
		"--flow",
		"keeper",
	);
	mute.close();
	const checkable = chapters
		.flatMap(({ statements }) => statements)
		.filter(
			({ says }) => !/^close code|^recognition|^a sound without/.test(says),
		);
	expect(failed, printed).toHaveLength(checkable.length);
}, 30_000);

/** Applies to messages of this type. */
function on(
	type: string,
	spoil: (message: Fields, time: number) => readonly Fields[],
): Fault {
	return {
		toGame: (message, time) =>
			message.type === type ? spoil(message, time) : [message],
	};
}

const change = (type: string, changes: Fields) =>
	on(type, (message) => [{ ...message, ...changes }]);
const twice = (message: Fields) => [message, message];
const none = () => [];
const closeAs = (wrong: number, right: number): Fault => ({
	close: (code) => (code === right ? wrong : code),
});

/** Whoever was named once is named for ever. */
function rememberingCalls(): Fault {
	const all = new Set<string>();
	return on("welcome", (welcome) => {
		for (const call of welcome.calls as string[]) all.add(call);
		return [{ ...welcome, calls: [...all] }];
	});
}

const faults: readonly (readonly [string, Fault, string])[] = [
	["chooses another subprotocol", { protocol: "other.v9" }, "agreed on"],
	["takes all subprotocols", { takesAll: true }, "only other subprotocols"],
	[
		"forgets the phone number",
		change("welcome", { phoneNumber: undefined }),
		"welcome comes first",
	],
	[
		"numbers the welcome's events from 1",
		change("welcome", { lastSeq: 1 }),
		"welcome comes first",
	],
	["welcomes twice", on("welcome", twice), "each error is an event"],
	[
		"has one code for all",
		change("welcome", { code: "1111" }),
		"two games have",
	],
	[
		"grants one caller only",
		{ query: (query) => query.set("callers", "1") },
		"callers=2 is granted",
	],
	[
		"takes any number of callers",
		{ query: (query) => query.delete("callers") },
		"callers=17 is refused",
	],
	[
		"asks for no key",
		{ query: (query) => query.set("key", "sesame") },
		"asks for a key",
	],
	["answers nothing that is wrong", on("error", none), "no JSON"],
	[
		"forgets the id",
		change("error", { id: undefined }),
		"a type that nobody knows",
	],
	[
		"does not say what is wrong",
		change("error", { message: "No." }),
		"without a text",
	],
	["has another error code", change("error", { code: "oops" }), "a JSON list"],
	[
		"counts by two",
		on("error", (error) => [{ ...error, seq: Number(error.seq) * 2 }]),
		"each error is an event",
	],
	["sends errors twice", on("error", twice), "each error is an event"],
	["closes with 1000 what is too big", closeAs(1000, 1009), "too long"],
	["closes with 1000 what is too much", closeAs(1000, 4429), "flood"],
	["answers no ping", { answersNoPing: true }, "ping"],
	[
		"forgets an event",
		on("error", (error, time) => (time > 1 && error.seq === 4 ? [] : [error])),
		"lost session",
	],
	[
		"sends all again",
		{ query: (query) => void (query.has("after") && query.set("after", "0")) },
		"lost session",
	],
	[
		"does not resume",
		{ query: (query) => query.delete("resume") },
		"lost session",
	],
	[
		"sends again what was not so",
		on("error", (error, time) => [{ ...error, message: `${time}` }]),
		"to the letter",
	],
	["keeps the token", change("welcome", { resumeToken: "a" }), "next token"],
	[
		"closes with 1000 what is resumed elsewhere",
		closeAs(1000, 4408),
		"session that is resumed while",
	],
	["closes with 1000 what is not there", closeAs(1000, 4404), "never given"],
	["closes with 1000 what has a wrong query", closeAs(1000, 1008), "an after"],
	["keeps quiet about gaps", on("gap", none), "by a gap"],
	[
		"numbers gaps by their first",
		on("gap", (gap) => [{ ...gap, seq: gap.from }]),
		"by a gap",
	],
	["tells of no pairing", on("paired", none), "keys the code and #"],
	["tells the wrong key", change("key", { digit: "9" }), "keys the code and #"],
	["tells keys twice", on("key", twice), "keys the code and #"],
	[
		"has another reason",
		change("left", { reason: "failed" }),
		"who hangs up has left",
	],
	["tells of no end", on("left", none), "hangUp ends"],
	[
		"names no calls to a game that comes back",
		change("welcome", { calls: [] }),
		"welcome names the calls",
	],
	[
		"names a call that is not there",
		on("welcome", (welcome) => [
			{ ...welcome, calls: [...(welcome.calls as string[]), "x"] },
		]),
		"welcome names the calls",
	],
	[
		"still names a call that has left",
		rememberingCalls(),
		"welcome names the calls",
	],
	["shows no other code", on("code", none), "newCode"],
	[
		"has one name for all calls",
		change("paired", { call: "x" }),
		"callers=2 two",
	],
	["tells of no line", on("said", none), "and for how long"],
	[
		"does not know for how long",
		change("said", { heardMs: 0 }),
		"and for how long",
	],
	["has heard everything", change("said", { outcome: "heard" }), "by a key"],
	[
		"has heard nothing",
		change("said", { outcome: "interrupted" }),
		"may not be interrupted",
	],
	[
		"joins what is still being written as if it were words",
		change("said", { heardText: "Hel lo, wor ld." }),
		"joined as they are",
	],
	[
		"does not wait for a line that is still being written",
		on("said", (said) => [{ ...said, id: "other" }]),
		"other lines wait",
	],
	[
		"gives every call what one was given",
		change("said", { heardText: "Hello, you." }),
		"in that call alone",
	],
	[
		"takes more of a line that was never begun",
		on("error", none),
		"never begun gets lineOver",
	],
	[
		"has no code of its own for lines that are over",
		change("error", { code: "invalidMessage" }),
		"was heard gets lineOver",
	],
	[
		"does not say which line is over",
		change("error", { id: undefined }),
		"never begun gets lineOver",
	],
	["takes a line of any length", on("error", none), "beyond 10,000 characters"],
	["takes more without an id", on("error", none), "more without an id"],
	["takes an append without an id", on("error", none), "an append without an"],
	[
		"does not know what was heard",
		change("said", { heardText: "" }),
		"of a line that was heard",
	],
	[
		"knows more than was said",
		on("said", (said) => [{ ...said, heardText: `${said.heardText} Ha.` }]),
		"of a line that was heard",
	],
	[
		"does not tell what was heard",
		change("said", { heardText: undefined }),
		"of a line that was heard",
	],
	[
		"cuts words in two",
		change("said", { heardText: "The light", heardMs: 100 }),
		"stopped before its end",
	],
	[
		"hears what was never played",
		on("said", (said) => [
			said.id === "waiting" ? { ...said, heardText: "The" } : said,
		]),
		"still waiting",
	],
	[
		"takes whatever is to interrupt a line",
		on("error", none),
		"what is neither true",
	],
	["takes any turn", on("error", none), "a turn that is no whole number"],
	["does not listen", on("listening", none), "listen is answered"],
	["has every flow", on("error", none), "a flow that the server does not have"],
	["takes any data", on("error", none), "a tell with data of more than"],
	["takes any key", on("error", none), "a converse with a key __proto__"],
	[
		"has no code of its own for callers whom no flow has",
		change("error", { code: "noSuchCall" }),
		"a tell where no flow has",
	],
	[
		"tells plain games nothing",
		{ toPlainGame: none },
		"phone number comes first",
	],
	[
		"shouts",
		{ toPlainGame: (text) => [text.toUpperCase()] },
		"told by connected",
	],
];

/** Whoever lends it a caller is told nothing of the flow. */
const flowFaults: typeof faults = [
	["tells of no scene", on("scene", none), "brings its first scene"],
	[
		"names another flow",
		change("scene", { flow: "gaoler" }),
		"brings its first scene",
	],
	[
		"names another call",
		change("scene", { call: "x" }),
		"brings its first scene",
	],
	["tells of no end", on("conversed", none), "is taken back"],
	[
		"has one reason for every end",
		change("conversed", { reason: "ended" }),
		"is taken back",
	],
	["tells the end twice", on("conversed", twice), "is taken back"],
	["does not replace a flow", on("conversed", none), "is lent anew"],
	[
		"forgets the end of a flow whose caller hangs up",
		on("conversed", none),
		"who hangs up conversed",
	],
	[
		"has no word for callers whom no flow has",
		change("error", { code: "noSuchCall" }),
		"gets noConversation",
	],
	[
		"has no word for callers who are not there",
		change("error", { code: "noConversation" }),
		"gets noSuchCall",
	],
	[
		"numbers what was missed anew",
		on("scene", (scene, time) => [
			{ ...scene, seq: Number(scene.seq) + time - 1 },
		]),
		"what a game has missed of its flow",
	],
];

/** One at a time: Deepgram takes whatever it hears for the last one said. */
const speechFaults: typeof faults = [
	[
		"has no words",
		change("transcript", { words: [] }),
		"what the caller says is told",
	],
	["ends no utterance", on("utterance", none), "what the caller says is told"],
	["tells of no turn", on("turn", none), "what a caller says is a turn"],
	[
		"ends turns without a text",
		change("turn", { text: undefined }),
		"what a caller says is a turn",
	],
	[
		"has one number for all turns",
		change("turn", { turn: 1 }),
		"the next turn",
	],
	[
		"leaves its turns open",
		on("turn", (turn) => (turn.state === "ended" ? [] : [turn])),
		"what a caller says is a turn",
	],
	[
		"speaks what is stale",
		change("said", { outcome: "heard" }),
		"a turn before the newest",
	],
	[
		"takes every answer for stale",
		change("said", { outcome: "stale", heardText: "" }),
		"an answer to the newest turn",
	],
	[
		"is not stopped by words",
		change("said", { outcome: "heard" }),
		"words stop a line that says nothing of it",
	],
	[
		"is stopped where it may not be",
		change("said", { outcome: "interrupted" }),
		"words do not stop",
	],
];

async function isCaught(
	_: string,
	fault: Fault,
	statement: string,
): Promise<void> {
	const proxy = await FaultyProxy.start(whole.socketUrl("/game"), fault);
	const { exitCode, failed, printed } = await examine(
		proxy.url,
		"--patience",
		"0.5",
		"--only",
		statement,
		"--flow",
		"keeper",
	);
	proxy.close();
	expect(failed, printed).toHaveLength(1);
	expect(exitCode).toBe(1);
}

describe.concurrent("a server is caught that", () => {
	test.for(flowFaults)("lends callers and %s", (each) => isCaught(...each));
	test.for(faults)("%s", (each) => isCaught(...each));
});

describe("a server is caught that", () => {
	test.for(speechFaults)("%s", (each) => isCaught(...each));
});

test("the proxy alone changes nothing", async () => {
	const proxy = await FaultyProxy.start(whole.socketUrl("/game"), {});
	const all = [...faults, ...flowFaults, ...speechFaults];
	for (const statement of new Set(all.map(([, , says]) => says))) {
		const { exitCode, printed } = await examine(
			...[proxy.url, "--only", statement, "--flow", "keeper"],
		);
		expect(exitCode, printed).toBe(0);
		expect(printed).toContain("0 were NOT CHECKED");
	}
	proxy.close();
}, 120_000);
