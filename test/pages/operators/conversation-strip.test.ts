/** What the inspector shows of a call's conversation, in a real browser. */
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import keeper from "../../../examples/keeper.js";
import { chartOf } from "../../../src/watching/charts/chart.js";
import { drawChart } from "../../../src/watching/charts/chart-drawing.js";
import { keepPicture, launchBrowser } from "../../support/pages/browser.js";
import { inspect, type ToldSight } from "../../support/pages/watched-call.js";

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 40_000 });

let browser: Browser;
let flowChart: string;

beforeAll(async () => {
	browser = await launchBrowser();
	flowChart = await drawChart(chartOf(keeper), { isStandingAlone: false });
}, 60_000);

afterAll(() => browser?.close());

const flow = "keeper";
const stepped = (
	afterMs: number,
	cause: string,
	state: string,
	legalMoves: readonly string[],
): ToldSight => ({
	afterMs,
	kind: "stepped",
	flow,
	cause,
	state,
	activeStates: ["keeper", "keeper.talking", `keeper.${state}`],
	legalMoves,
});

const sights: readonly ToldSight[] = [
	stepped(1_005, "line.heard", "talking.wary", [
		"move.beKind",
		"move.introduce",
	]),
	{
		afterMs: 1_015,
		kind: "thought",
		flow,
		wasSpeculative: false,
		outcome: "used",
		firstAfterMs: 312,
		inputTokens: 812,
		outputTokens: 44,
	},
	{ afterMs: 1_016, kind: "refused", flow, move: "move.forgive" },
	stepped(1_025, "move.introduce", "talking.known", ["move.beKind"]),
	{
		afterMs: 1_028,
		kind: "thought",
		flow,
		wasSpeculative: true,
		outcome: "wasted",
		inputTokens: 0,
		outputTokens: 0,
	},
];
const parties = [
	{ name: "call", isOutside: false },
	{ name: "conversation", isOutside: false },
];
const messages = Array.from({ length: 4 }, () => ({
	from: "conversation",
	to: "call",
	words: "flow.stepped",
}));

async function open(
	options: Parameters<Browser["newPage"]>[0] = {},
	seen: readonly (readonly ToldSight[])[] = [
		sights.slice(0, 2),
		sights.slice(2),
	],
): Promise<Page> {
	const page = await browser.newPage(options);
	onTestFinished(() => page.close());
	await inspect(page, {
		kind: "call",
		parties,
		messages,
		sights: seen,
		flowChart,
	});
	return page;
}

/** The strip's rows, by their names. */
async function strip(page: Page): Promise<Record<string, string[]>> {
	const rows = await page
		.locator("#conversation dd")
		.evaluateAll((all) =>
			all.map((each) => [
				each.previousElementSibling?.textContent ?? "",
				[...each.children].map(({ textContent }) => textContent ?? ""),
			]),
		);
	return Object.fromEntries(rows);
}

test("a call without a conversation has neither its strip nor its chart", async () => {
	const page = await open({}, []);
	expect(await page.locator("#conversation").isVisible()).toBe(false);
	expect(await page.locator("#of-flow").isVisible()).toBe(false);
});

test("the flow, its scene, its moves, refusals and thoughts stand there as they are now", async () => {
	const page = await open();
	await page.getByText("talking.known, by move.introduce").waitFor();
	expect(await strip(page)).toEqual({
		Flow: ["keeper"],
		Scene: ["talking.known, by move.introduce"],
		"Legal moves": ["move.beKind"],
		Refused: ["move.forgive at 0:01.016"],
		Thoughts: [
			"0:01.028: wasted, ahead of the turn",
			"0:01.015: used, first 312 ms, 812 + 44 tokens",
		],
	});
});

test("how it ended stands there, too", async () => {
	const page = await open({}, [
		sights,
		[{ afterMs: 2_000, kind: "over", flow, reason: "hung up" }],
	]);
	await page.getByText("keeper, over at 0:02.000: hung up").waitFor();
});

test("its statechart takes the place of the call's, and is lit, also in the replay", async () => {
	const page = await open();
	const lit = () =>
		page
			.locator("#chart g.chart-live")
			.evaluateAll((all) => all.map((each) => each.dataset.state));
	await page.getByRole("button", { name: "Flow: keeper" }).click();
	await page
		.locator('#chart [data-state="keeper.talking.known"]')
		.first()
		.waitFor();
	expect(await lit()).toEqual([
		"keeper",
		"keeper.talking",
		"keeper.talking.known",
	]);
	const taken = page.locator("#chart text.chart-taken");
	expect(
		await taken.evaluateAll((all) => all.map((e) => e.dataset.events)),
	).toEqual(["move.introduce"]);
	// Back to the second message: the flow had not moved then.
	await page.locator("#sequence li").nth(1).click();
	await page.getByText("talking.wary, by line.heard").waitFor();
	expect(await lit()).toEqual([
		"keeper",
		"keeper.talking",
		"keeper.talking.wary",
	]);
	expect((await strip(page)).Refused).toEqual(["none"]);
	await page.getByRole("button", { name: "Flow: keeper" }).click();
	await expect
		.poll(() => page.locator('#chart [data-state="keeper"]').count())
		.toBe(0);
});

test.each([
	[1_280, 800, "light"],
	[1_280, 800, "dark"],
	[390, 844, "light"],
	[390, 844, "dark"],
] as const)(
	"at %i × %i in the %s it is accessible",
	async (width, height, colorScheme) => {
		const page = await open({ viewport: { width, height }, colorScheme });
		await page.getByRole("button", { name: "Flow: keeper" }).click();
		await page.locator('#chart [data-state="keeper"]').first().waitFor();
		if (`${colorScheme} ${width}` === "dark 1280")
			await keepPicture(page, "inspector-conversation");
		expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(
			width,
		);
		await page.evaluate(axe.source);
		const { violations } = await page.evaluate<{
			violations: { id: string }[];
		}>("axe.run()");
		expect(violations.map(({ id }) => id)).toEqual([]);
	},
);
