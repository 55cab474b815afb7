import type { Page } from "playwright-core";
import type { Sight } from "../../../src/pages/operators/wire.js";
import { chartStyle } from "../../../src/watching/charts/chart-style.js";
import { addressOf, givePages, home } from "./page-files.js";

/** What the inspector's page is told of a session: one message from party to party. */
export interface ToldMessage {
	readonly from: string;
	readonly to: string;
	readonly words: string;
	/** The state that the session's machine went to. */
	readonly newState?: string;
}

export interface ToldSession {
	readonly kind: "call" | "game";
	/** In the order in which they are met. */
	readonly parties: readonly {
		readonly name: string;
		readonly isOutside: boolean;
	}[];
	readonly messages: readonly ToldMessage[];
	/** What the server tells of the caller's turns, one time after the other. */
	readonly turns?: readonly (readonly ToldTurn[])[];
	/** What the server tells of its conversations, one time after the other. */
	readonly sights?: readonly (readonly ToldSight[])[];
	/** The drawing of the flow of these. */
	readonly flowChart?: string;
}

/** What was seen of a conversation, so long after the session began. */
export type ToldSight = { readonly afterMs: number } & DistributiveOmit<
	Sight,
	"at"
>;

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown
	? Omit<Union, Key>
	: never;

/** A turn of the caller's, so long after the session began. */
export interface ToldTurn {
	readonly afterMs: number;
	readonly gapMs?: number;
	readonly stagesMs: Readonly<Record<string, number>>;
}

const beganAt = 1_700_000_000_000;
/** In place of a drawing of the server's. */
const chart =
	'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="800" height="1000" viewBox="0 0 800 1000"><rect width="800" height="1000"/></svg>';

/** Opens the inspector on a session that the test tells it of, in the server's place. */
export async function inspect(page: Page, told: ToldSession): Promise<void> {
	await givePages(page);
	await page.route(`${home}/inspect/charts/*`, (route) =>
		route.request().url().endsWith(".css")
			? route.fulfill({ contentType: "text/css", body: chartStyle })
			: route.fulfill({ contentType: "image/svg+xml", body: chart }),
	);
	await page.route(`${home}/inspect/flows/*`, (route) =>
		route.fulfill({
			contentType: "image/svg+xml",
			body: told.flowChart ?? chart,
		}),
	);
	await page.routeWebSocket("**/inspect/socket", (socket) => {
		socket.onMessage((text) => {
			if (JSON.parse(String(text)).do !== "watch") return;
			socket.send(JSON.stringify(listOf(told)));
			socket.send(JSON.stringify(storyOf(told)));
			for (const turns of told.turns ?? [])
				socket.send(JSON.stringify(turnsOf(turns)));
			for (const sights of told.sights ?? [])
				socket.send(JSON.stringify(sightsOf(sights)));
		});
	});
	await page.goto(`${addressOf("operators/inspect.html")}#watched`);
	await page
		.locator("#sequence li")
		.nth(told.messages.length - 1)
		.waitFor();
}

function listOf({ kind }: ToldSession) {
	const session = {
		kind,
		id: "watched",
		state: "paired.talking",
		since: beganAt,
		begunAt: beganAt,
	};
	return {
		type: "sessions",
		at: beganAt + 60_000,
		counts: { call: 1, game: 1 },
		found: 1,
		live: [session],
		ended: [],
	};
}

function storyOf({ kind, parties, messages }: ToldSession) {
	return {
		type: "watching",
		kind,
		id: "watched",
		begunAt: beganAt,
		isLive: true,
		changes: [{ at: beganAt, state: "awaitingStart" }],
		parties,
		happenings: messages.flatMap((each, at) => happeningsOf(kind, each, at)),
		forgotten: 0,
	};
}

function turnsOf(turns: readonly ToldTurn[]) {
	const timed = turns.map(({ afterMs, ...times }) => ({
		at: beganAt + afterMs,
		times,
	}));
	return { type: "turns", turns: timed };
}

function sightsOf(sights: readonly ToldSight[]) {
	const timed = sights.map(({ afterMs, ...seen }) => ({
		at: beganAt + afterMs,
		...seen,
	}));
	return { type: "sights", sights: timed };
}

/** What is handled here is followed by the step that it led to, and by how long that took. */
function happeningsOf(
	kind: string,
	{ from, to, words, newState }: ToldMessage,
	at: number,
) {
	const told = { at: beganAt + 1_000 + at * 10, type: `${words}.${at}`, words };
	const message = { ...told, kind: "message", from, to };
	if (to !== kind) return [message];
	const state = newState ?? "paired.talking";
	return [
		message,
		...(newState === undefined
			? []
			: [{ ...told, kind: "step", from: kind, state }]),
		{ ...told, kind: "done", state, tookMs: 12.3 },
	];
}
