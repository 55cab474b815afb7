/** The sequence of the inspector, measured in a real browser: whatever stands over or between lifelines does so. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { keepPicture, launchBrowser } from "../../support/pages/browser.js";
import {
	inspect,
	type ToldMessage,
	type ToldSession,
} from "../../support/pages/watched-call.js";

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 40_000 });

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
}, 60_000);

afterAll(() => browser?.close());

const party = (name: string, isOutside = false) => ({ name, isOutside });
const longState =
	"listeningForCode.listening.code.gathering.complete listeningForCode.listening.reminding.waiting";

/** From each to each, itself among them. */
function amongAll(names: readonly string[], words: string): ToldMessage[] {
	return names.flatMap((from) => names.map((to) => ({ from, to, words })));
}

/** A call as the server tells of it. */
function usualCall(): ToldSession {
	const parties = [
		party("call"),
		party("phone"),
		party("speaking"),
		party("recogniser"),
		party("ear"),
		party("voice"),
		party("coordinator", true),
		party("game", true),
	];
	const messages = [
		{ from: "coordinator", to: "call", words: "call.admitted" },
		...amongAll(
			parties.map(({ name }) => name),
			"recognition.still.lost",
		),
		{ from: "phone", to: "call", words: "key.pressed", newState: longState },
		{
			from: "coordinator",
			to: "call",
			words: "code.matched",
			newState: "paired.talking",
		},
	];
	return { kind: "call", parties, messages };
}

/** A game that knows so many others. */
function gameAmong(others: number): ToldSession {
	const names = Array.from({ length: others }, (_, at) => `party-${at + 1}`);
	const parties = [
		party("game"),
		...names.map((name, at) => party(name, at % 2 === 0)),
	];
	const messages = [
		...amongAll(["game", ...names.slice(0, 3), ...names.slice(-2)], "said.so"),
		{
			from: names.at(-1) ?? "game",
			to: "game",
			words: "call.joined",
			newState: longState,
		},
	];
	return { kind: "game", parties, messages };
}

const sessions = {
	"a usual call": usualCall(),
	"a game alone": gameAmong(0),
	"a game among two": gameAmong(2),
	"a game among thirty": gameAmong(30),
};

interface Span {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

interface Measured {
	/** The names over the lanes, and where they stand. */
	readonly headings: readonly (Span & { readonly name: string })[];
	readonly lifelines: readonly Span[];
	/** What stands in each row. */
	readonly rows: readonly {
		readonly time: Span;
		readonly arrow: Span;
		readonly label: Span;
		readonly newState: Span | undefined;
	}[];
	readonly frame: Span;
	/** How far what is in the frame reaches beyond what is seen of it. */
	readonly hidden: number;
	readonly pageHidden: number;
	readonly ink: { readonly lifeline: string; readonly ground: string };
}

/** Runs in the page. */
const measuring = `(() => {
	const span = (element) => {
		const { left, right, top, bottom } = element.getBoundingClientRect();
		return { left, right, top, bottom };
	};
	const all = (selector) => [...document.querySelectorAll(selector)];
	const frame = document.querySelector("#sequence-frame");
	const colour = (element) => element && getComputedStyle(element).backgroundColor;
	const inside = frame.getBoundingClientRect().left + frame.clientLeft;
	return {
		headings: all("#parties li").map((each) => ({ ...span(each), name: each.textContent })),
		lifelines: all("#lifelines > *").map(span),
		rows: all("#sequence li").map((row) => {
			const newState = row.querySelector(".new-state span");
			return {
				time: span(row.querySelector(".time")),
				arrow: span(row.querySelector(".arrow")),
				label: span(row.querySelector(".arrow b")),
				newState: newState ? span(newState) : undefined,
			};
		}),
		frame: { ...span(frame), left: inside, right: inside + frame.clientWidth },
		hidden: frame.scrollWidth - frame.clientWidth,
		pageHidden: document.documentElement.scrollWidth - innerWidth,
		ink: {
			lifeline: colour(document.querySelector("#lifelines > *")),
			ground: colour(document.querySelector("#sequence-frame").parentElement),
		},
	};
})()`;

const middle = ({ left, right }: Span) => (left + right) / 2;
/** Less than a pixel, as browsers round. */
const nearly = 0.75;

function expectNear(one: number, other: number, what: string): void {
	expect(Math.abs(one - other), `${what}: ${one}, ${other}`).toBeLessThan(
		nearly,
	);
}

/** Whatever stands in the sequence stands where it belongs. */
function expectInPlace(told: ToldSession, measured: Measured): void {
	const { headings, lifelines, rows, ink } = measured;
	expect(headings).toHaveLength(told.parties.length);
	const lanes = new Map(headings.map((each) => [each.name, middle(each)]));
	for (const [at, { name, left }] of headings.entries())
		if (at > 0)
			expect(left, `${name} and the heading before it`).toBeGreaterThanOrEqual(
				(headings[at - 1]?.right ?? 0) - nearly,
			);
	const area = {
		left: Math.min(...headings.map(({ left }) => left)),
		right: Math.max(...headings.map(({ right }) => right)),
	};
	expect(rows).toHaveLength(told.messages.length);
	for (const [at, { arrow, label, newState }] of rows.entries()) {
		const { from, to, words } = told.messages[at] as ToldMessage;
		const what = `${words} from ${from} to ${to}`;
		const ends = [lanes.get(from) ?? 0, lanes.get(to) ?? 0];
		if (from === to) expectNear(middle(arrow), ends[0] ?? 0, what);
		else {
			expectNear(arrow.left, Math.min(...ends), `${what}, its left end`);
			expectNear(arrow.right, Math.max(...ends), `${what}, its right end`);
		}
		for (const text of [label, newState])
			if (text) {
				expect(text.left, what).toBeGreaterThanOrEqual(area.left - nearly);
				expect(text.right, what).toBeLessThanOrEqual(area.right + nearly);
			}
	}
	expect(lifelines).toHaveLength(told.parties.length);
	for (const [at, line] of lifelines.entries()) {
		const heading = headings[at] as Span & { name: string };
		const what = `the heading ${heading.name} and its lifeline`;
		expectNear(middle(heading), middle(line), what);
		expect(line.bottom).toBeGreaterThanOrEqual(
			(rows.at(-1)?.arrow.bottom ?? 0) - nearly,
		);
	}
	expect(ink.lifeline).not.toBe(ink.ground);
}

async function opened(
	colorScheme: "light" | "dark",
	width: number,
	height: number,
	told: ToldSession,
): Promise<{ page: Page; measured: () => Promise<Measured> }> {
	const context = await browser.newContext({
		viewport: { width, height },
		colorScheme,
	});
	const page = await context.newPage();
	await inspect(page, told);
	return { page, measured: () => page.evaluate<Measured>(measuring) };
}

const sizes = [
	[1280, 800],
	[1366, 650],
	[390, 844],
	[1249, 700],
	[1248, 700],
	[760, 900],
	[1920, 1080],
] as const;

describe.each(["light", "dark"] as const)("%s", (scheme) => {
	test.each(sizes)(
		"headings stand over their lifelines, and arrows between them, at %i × %i",
		async (width, height) => {
			for (const [name, told] of Object.entries(sessions)) {
				const { page, measured } = await opened(scheme, width, height, told);
				const { hidden, pageHidden, ...seen } = await measured();
				expectInPlace(told, { hidden, pageHidden, ...seen });
				expect(pageHidden, name).toBeLessThanOrEqual(0);
				// Of a usual call nothing is cut off where there is a window's room.
				if (told.parties.length <= 8 && width > 760) expect(hidden).toBe(0);
				if (name === "a usual call" && [1280, 390].includes(width))
					await keepPicture(page, `inspector-${scheme}-${width}`);
				await page.context().close();
			}
		},
	);

	test("what has no room is reached by scrolling, under its heading and beside its time", async () => {
		const told = sessions["a game among thirty"];
		const { page, measured } = await opened(scheme, 1280, 800, told);
		await page.evaluate(
			'const frame = document.querySelector("#sequence-frame"); frame.scrollLeft = frame.scrollWidth; frame.scrollTop = frame.scrollHeight;',
		);
		const after = await measured();
		expect(after.hidden).toBeGreaterThan(0);
		expectInPlace(told, after);
		const { frame, headings, rows } = after;
		const last = headings.at(-1) as Span;
		expect(last.right).toBeLessThanOrEqual(frame.right + nearly);
		for (const heading of headings) expectNear(heading.top, last.top, "a row");
		expect(last.top).toBeGreaterThanOrEqual(frame.top - nearly);
		expect(last.top).toBeLessThan(frame.top + 20);
		expectNear(rows.at(-1)?.time.left ?? 0, frame.left, "the times' column");
		await page.context().close();
	});
});
