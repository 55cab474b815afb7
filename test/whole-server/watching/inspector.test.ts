/** The inspector as its page's socket has it: what it tells, what it keeps to itself, and whom it does not let in. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { UpgradeRefused } from "../../support/network/opening.js";
import { exchangeRaw } from "../../support/network/raw-exchange.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import {
	type FromInspector,
	ViewerClient,
} from "../../support/server/viewer.js";

/** For what takes a moment on a busy machine. */
const patient = { timeout: 5_000 };

/** The state of a call whose caller has said nothing yet: two regions, one beside the other. */
const listening =
	"listeningForCode.listening.code.gathering.complete listeningForCode.listening.patience.waitingForCode.waiting";

let whole: InProcessServer;
let viewers: ViewerClient[];

beforeEach(async () => {
	viewers = [];
	whole = await InProcessServer.start({ GAME_KEYS: "a-planted-game-key" });
});

afterEach(async () => {
	for (const viewer of viewers) viewer.close();
	await whole.close();
});

async function look(): Promise<ViewerClient> {
	const viewer = await ViewerClient.look(whole.server.adminUrl);
	viewers.push(viewer);
	return viewer;
}

const ready = () =>
	whole.joinAndRing(
		{ headers: { Authorization: "Bearer a-planted-game-key" } },
		{ callSid: "CAplanted", parameters: { caller: "+15557654321" } },
	);

interface Listed {
	readonly kind: string;
	readonly id: string;
	readonly state: string;
}

const live = (list: FromInspector) => list.live as readonly Listed[];

async function idOf(viewer: ViewerClient, kind: string): Promise<string> {
	const list = await viewer.heard("sessions", (each) =>
		live(each).some((session) => session.kind === kind),
	);
	return live(list).find((session) => session.kind === kind)?.id ?? "";
}

const typesIn = (message: FromInspector) =>
	(message.happenings as readonly { readonly type: string }[]).map(
		({ type }) => type,
	);

test("the list has the calls and games of now, with their states", async () => {
	const { code, caller } = await ready();
	const viewer = await look();
	const before = await viewer.heard("sessions");
	expect(before.counts).toEqual({ call: 1, game: 1 });
	expect(live(before)).toMatchObject([
		{ kind: "call", state: listening },
		{ kind: "game", state: "issuedCode" },
	]);
	caller.press(`${code}#`);
	await viewer.heard("sessions", (list) =>
		live(list).every(({ state }) => state.startsWith("paired")),
	);
	caller.hangUp();
	await viewer.heard(
		"sessions",
		({ ended }) => (ended as unknown[]).length === 1,
	);
});

test("the list is narrowed down to what is looked for", async () => {
	await ready();
	const viewer = await look();
	viewer.tell({ do: "find", text: "issued" });
	const list = await viewer.heard("sessions", ({ found }) => found === 1);
	expect(live(list)).toMatchObject([{ kind: "game" }]);
});

test("a watched call is told live, and its end", async () => {
	const { code, caller } = await ready();
	const viewer = await look();
	const id = await idOf(viewer, "call");
	viewer.tell({ do: "watch", id });
	const start = await viewer.heard("watching");
	expect(start).toMatchObject({
		kind: "call",
		id,
		isLive: true,
		happenings: [],
		changes: [{ state: "awaitingStart" }, { state: listening }],
	});
	caller.press(`${code}#`);
	await viewer.heard("happened", (each) =>
		typesIn(each).includes("code.matched"),
	);
	caller.hangUp();
	expect(await viewer.heard("ended")).toMatchObject({
		reason: "caller hung up",
	});
});

test("who comes after the end sees what was recorded", async () => {
	const { code, caller } = await ready();
	const viewer = await look();
	const id = await idOf(viewer, "call");
	viewer.tell({ do: "watch", id });
	await viewer.heard("watching");
	caller.press(`${code}#`);
	caller.hangUp();
	await viewer.heard("ended");
	const later = await look();
	later.tell({ do: "watch", id });
	const story = await later.heard("watching");
	expect(story).toMatchObject({ isLive: false });
	expect(typesIn(story)).toContain("code.matched");
	await later.heard("ended");
});

test("nothing private leaves, whatever is watched", async () => {
	const { game, code, caller, listener } = await ready();
	const viewer = await look();
	viewer.tell({ do: "watch", id: await idOf(viewer, "call") });
	await viewer.heard("watching");
	caller.press(`${code}#`);
	await game.text();
	listener.say("a planted transcript", { startMs: 2_000 });
	await game.text();
	await viewer.heard("happened", (each) =>
		typesIn(each).includes("caller.heard"),
	);
	viewer.tell({ do: "watch", id: await idOf(viewer, "game") });
	await viewer.heard("watching", ({ kind }) => kind === "game");
	game.say("a planted line");
	await viewer.heard("happened", (each) => typesIn(each).includes("say"));
	const told = viewer.text.replace(
		/"(?:at|since|begunAt|tookMs)":[\d.e-]+/g,
		"",
	);
	expect(told).not.toMatch(/planted|1555|7654321|1500|key"/);
	const withoutIds = told.replace(/"id":"[0-9a-f-]{36}"/g, "");
	expect(withoutIds).not.toContain(code);
});

test("a session is tapped as long as somebody watches it", async () => {
	await ready();
	const [one, other] = [await look(), await look()];
	const id = await idOf(one, "call");
	const recording = () => whole.server.watching.size.taps;
	one.tell({ do: "watch", id });
	await one.heard("watching");
	other.tell({ do: "watch", id });
	await other.heard("watching");
	expect(recording()).toBe(1);
	one.tell({ do: "leave" });
	other.close();
	await expect.poll(recording, patient).toBe(0);
});

test("what nobody knows of is gone, and what no page says ends the socket", async () => {
	const viewer = await look();
	viewer.tell({ do: "watch", id: "nobody" });
	expect(await viewer.heard("gone")).toMatchObject({ id: "nobody" });
	const closed = viewer.closed();
	viewer.tell({ do: "something else" });
	expect((await closed).code).toBe(1008);
});

test("viewers are bounded, and leave room when they go", async () => {
	for (let at = 0; at < 16; at++) await look();
	const late = await look();
	expect((await late.closed()).code).toBe(1013);
	viewers[0]?.close();
	await expect.poll(() => whole.server.watching.size.viewers, patient).toBe(15);
	await (await look()).heard("sessions");
});

test.each([
	["of another site", { origin: "http://evil.example" }],
	[
		"that opened under a name of its own",
		{ origin: "http://evil.example", host: "evil.example" },
	],
	["that says no origin", { origin: "null" }],
])("a page %s may not look", async (_what, options) => {
	await expect(
		ViewerClient.look(whole.server.adminUrl, options),
	).rejects.toEqual(expect.objectContaining({ status: 403 }) as UpgradeRefused);
});

test("the page is not served under a name that is not its own", async () => {
	const { port } = new URL(whole.server.adminUrl ?? "");
	const ask = (host: string) =>
		exchangeRaw(
			Number(port),
			`GET /inspect HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
		);
	expect(await ask("evil.example")).toMatch(/^HTTP\/1.1 421 /);
	expect(await ask(`localhost:${port}`)).toMatch(/^HTTP\/1.1 200 /);
});

test("an address that is not loopback is warned of", async () => {
	// An address of RFC 5737, which no machine has: nothing is listened on.
	const other = await InProcessServer.start({ ADMIN_URL: "192.0.2.1:5001" });
	const warnings = other.log.filter(({ level }) => level === 40);
	expect(warnings.map(({ msg }) => msg)).toContainEqual(
		expect.stringContaining("ADMIN_URL is not loopback"),
	);
	expect(other.server.adminUrl).toBeUndefined();
	await other.close();
	const usual = whole.log.map(({ msg }) => String(msg));
	expect(usual.join()).not.toContain("not loopback");
});
