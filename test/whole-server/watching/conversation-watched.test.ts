/** What operators are told of a call with a character, by the inspector and by Stately's: all that it does, and no word of it. */
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { CallToCharacter } from "../../support/server/call-to-character.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { ViewerClient } from "../../support/server/viewer.js";

const examples = join(import.meta.dirname, "../../../examples");
/** For talks of several turns. */
const timeout = 40_000;

let whole: InProcessServer | undefined;
let viewers: ViewerClient[] = [];

afterEach(async () => {
	for (const viewer of viewers) viewer.close();
	viewers = [];
	await whole?.close();
	whole = undefined;
});

interface Seen {
	readonly kind: string;
	readonly state?: string;
	readonly cause?: string;
	readonly legalMoves?: readonly string[];
	readonly activeStates?: readonly string[];
	readonly reason?: string;
	readonly outcome?: string;
}

async function look(path?: string): Promise<ViewerClient> {
	const viewer = await ViewerClient.look(
		whole?.server.adminUrl,
		path === undefined ? {} : { path },
	);
	viewers.push(viewer);
	return viewer;
}

/** Everything that a page was told of conversations. */
function seenBy(viewer: ViewerClient): readonly Seen[] {
	return viewer.messages.all.flatMap((message) =>
		message.type === "sights" ? (message.sights as Seen[]) : [],
	);
}

/** Waits until a page was told of this. */
async function sees(viewer: ViewerClient, what: Partial<Seen>): Promise<Seen> {
	const fits = (seen: Seen) =>
		Object.entries(what).every(
			([name, value]) => seen[name as keyof Seen] === value,
		);
	await expect
		.poll(() => seenBy(viewer).some(fits), { timeout: 10_000 })
		.toBe(true);
	return seenBy(viewer).find(fits) as Seen;
}

/** Nobody else says these. */
const saidByCaller = ["my name is Xylophone", "you old fool of a zeppelin"];
const saidToCaller = /midnight|gulls|Who rings|Find your way|do not know you/i;

test("its scenes, moves, thoughts and its end are told as they come, and none of its words", {
	timeout,
}, async () => {
	whole = await InProcessServer.startWithFlux({
		FLOWS: examples,
		ANSWER_WITH: "keeper",
		INSPECT: "stately",
	});
	const stately = await look("/inspect/stately/socket");
	const viewer = await look();
	const call = await CallToCharacter.ring(whole, {
		to: "+15557654321",
		parameters: { caller: "+15550007777" },
	});
	const [callId = ""] = whole.server.actors.calls.keys();
	viewer.tell({ do: "watch", id: callId });
	await call.hears("Who rings a lighthouse?");
	const wary = await sees(viewer, { kind: "stepped", state: "talking.wary" });
	expect(wary).toMatchObject({
		flow: "keeper",
		activeStates: ["keeper", "keeper.talking", "keeper.talking.wary"],
		legalMoves: expect.arrayContaining(["move.introduce", "move.insult"]),
	});
	await call.says(saidByCaller[0] ?? "");
	await sees(viewer, { kind: "stepped", cause: "move.introduce" });
	await sees(viewer, { kind: "thought", outcome: "used" });
	await call.hears("what do you want at this hour?");
	await call.says(saidByCaller[1] ?? "");
	await call.hears("Once more, and I hang up.");
	await call.says("liar");
	await call.hears("like the rest of us.");
	await call.caller.closed();
	await sees(viewer, { kind: "over", reason: "hung up" });
	// A page that comes later is told all of it at once, for its replay.
	const later = await look();
	later.tell({ do: "watch", id: callId });
	await sees(later, { kind: "over" });
	expect(seenBy(later)).toEqual(seenBy(viewer));
	const told = [viewer, later, stately].map(({ text }) => text);
	expect(told.every((text) => text.length > 1_000)).toBe(true);
	for (const text of told) {
		expect(text).not.toMatch(/xylophone|zeppelin|liar|5557654321|5550007777/i);
		expect(text).not.toMatch(saidToCaller);
	}
});
