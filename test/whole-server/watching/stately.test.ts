/** Stately's inspector, attached to a whole server: what a page of it is told, and what never leaves. */
import type { StatelyInspectionEvent } from "@statelyai/inspect";
import { afterEach, expect, expectTypeOf, test } from "vitest";
import { readConfig } from "../../../src/settings/config.js";
import { namesOnly } from "../../../src/watching/stately/names-only.js";
import { StatelyRelay } from "../../../src/watching/stately/stately.js";
import type { StatelyEvent } from "../../../src/watching/stately/stately-package.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ViewerClient } from "../../support/server/viewer.js";

let whole: InProcessServer | undefined;

afterEach(async () => {
	await whole?.close();
	whole = undefined;
});

const path = "/inspect/stately/socket";
const planted = /planted|5557654321|15005550006/;

async function pairUnderInspection() {
	whole = await InProcessServer.start({
		INSPECT: "stately",
		DEEPGRAM_API_KEY: "a-planted-deepgram-key",
		GAME_KEYS: "a-planted-game-key",
	});
	const page = await ViewerClient.look(whole.server.adminUrl, { path });
	const { game, code, caller, listener } = await whole.joinAndRing(
		{ headers: { Authorization: "Bearer a-planted-game-key" } },
		{
			callSid: "CAplanted",
			parameters: { caller: "planted +15557654321" },
		},
	);
	caller.sendAudio(200);
	await listener.heardAudio(1_600);
	listener.say([...code].join(" "));
	expect(await game.text()).toBe("connected");
	listener.say("a planted transcript", { startMs: 2_000 });
	await game.text();
	game.say("a planted line");
	const { server } = whole;
	const isOf = (type: string, event: string) => (message: unknown) => {
		const told = message as { type: string; event?: { type: string } };
		return told.type === type && told.event?.type === event;
	};
	await page.messages.first(isOf("@xstate.event", "synthesise"));
	await page.messages.first(isOf("@xstate.snapshot", "code.matched"));
	return { page, caller, game, code, server };
}

test("a page is told of every actor, event and state, and of nothing private", async () => {
	const { page, code, caller } = await pairUnderInspection();
	caller.hangUp();
	await page.messages.first(
		({ type, event }) =>
			type === "@xstate.snapshot" &&
			(event as { type: string }).type === "phone.hung.up",
	);
	const actors = page.messages.all.filter(
		({ type }) => type === "@xstate.actor",
	);
	const definitions = actors.map(({ definition }) => String(definition));
	expect(definitions.some((text) => text.includes("listeningForCode"))).toBe(
		true,
	);
	expect(definitions.some((text) => text.includes("issuedCode"))).toBe(true);
	expect(page.text).toContain('"talking"');
	expect(page.text).not.toMatch(planted);
	const withoutNumbers = page.text.replace(
		/"(?:createdAt|id|rootId|sessionId|name|parentId|sourceId)":"[^"]*"/g,
		"",
	);
	expect(withoutNumbers).not.toContain(code);
	page.close();
});

test("a page that comes later is told of the actors that are there, and where they stand", async () => {
	const { page, server } = await pairUnderInspection();
	page.close();
	const later = await ViewerClient.look(server.adminUrl, { path });
	await later.messages.first(
		({ type, snapshot }) =>
			type === "@xstate.snapshot" &&
			JSON.stringify(snapshot).includes('"paired":"talking"'),
	);
	const names = later.messages.all
		.filter(({ type }) => type === "@xstate.actor")
		.map(({ name }) => name);
	expect(names).toEqual(
		expect.arrayContaining(["phone", "recogniser", "socket"]),
	);
	expect(later.text).not.toMatch(planted);
	later.close();
});

test("only a page of the operators' listener is told", async () => {
	whole = await InProcessServer.start({ INSPECT: "stately" });
	await expect(
		ViewerClient.look(whole.server.adminUrl, {
			path,
			origin: "https://stately.ai",
		}),
	).rejects.toMatchObject({ status: 403 });
});

test("without INSPECT there is no such page", async () => {
	whole = await InProcessServer.start();
	await expect(
		ViewerClient.look(whole.server.adminUrl, { path }),
	).rejects.toMatchObject({ status: 404 });
	const response = await fetch(`${whole.server.adminUrl}/inspect/stately`);
	expect(response.status).toBe(404);
	expect(await response.text()).toContain("INSPECT=stately");
});

test("the settings demand that it stays on this machine", () => {
	const reading = readConfig({ INSPECT: "stately", ADMIN_URL: "0.0.0.0:5001" });
	expect(reading).toEqual({
		problems: [
			'ADMIN_URL is "0.0.0.0": it must be loopback, since INSPECT is set.',
		],
	});
});

test("the package's own events have all that is read of them", () => {
	expectTypeOf<StatelyInspectionEvent>().toExtend<StatelyEvent>();
});

test("a package that is not there is named, with what to do", async () => {
	const missing = () => Promise.reject(new Error("Cannot find package"));
	await expect(StatelyRelay.open(missing)).rejects.toThrow(
		/needs the package @statelyai\/inspect.*npm ci/,
	);
});

const base = {
	rootId: "x:0",
	sessionId: "x:1",
	createdAt: "1",
	id: "",
	_version: "0.7.2",
};

test("what leaves is named one by one, so that a field nobody thought of stays", () => {
	const event = {
		...base,
		type: "@xstate.snapshot",
		event: { type: "said", text: "planted" },
		snapshot: {
			status: "active",
			value: "on",
			context: { number: "planted" },
			output: "planted",
			error: "planted",
			children: { phone: { input: "planted" } },
		},
		novelty: "planted",
	} as never;
	const left = namesOnly(event);
	expect(left).toEqual({
		...base,
		type: "@xstate.snapshot",
		event: { type: "said" },
		snapshot: { status: "active", value: "on", context: {} },
	});
	expect(namesOnly(left)).toEqual(left);
});

test("of a definition everything that is a value stays", () => {
	const definition = JSON.stringify({
		id: "call",
		context: { number: "planted" },
		invoke: { src: "phone", input: { key: "planted" } },
		states: { on: { entry: { type: "say", params: { text: "planted" } } } },
		meta: "planted",
		description: "planted",
		output: "planted",
	});
	const actor = {
		...base,
		type: "@xstate.actor",
		name: "call",
		parentId: undefined,
		definition,
		snapshot: undefined,
	} as never;
	const left = namesOnly(actor) as { definition?: string };
	expect(JSON.parse(left.definition ?? "")).toEqual({
		id: "call",
		invoke: { src: "phone" },
		states: { on: { entry: { type: "say" } } },
	});
	const broken = { ...(actor as object), definition: "no JSON" } as never;
	expect(namesOnly(broken)).toMatchObject({ definition: undefined });
});
