/** The table of a call's last turns, in a real browser. */
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { keepPicture, launchBrowser } from "../../support/pages/browser.js";
import { inspect, type ToldTurn } from "../../support/pages/watched-call.js";

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 40_000 });

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
}, 60_000);

afterAll(() => browser?.close());

const messages = [
	{ from: "phone", to: "call", words: "stream.started" },
	{ from: "recogniser", to: "call", words: "turn.ended" },
];

async function open(turns: readonly (readonly ToldTurn[])[]): Promise<Page> {
	const page = await browser.newPage({
		viewport: { width: 1280, height: 800 },
	});
	const parties = ["call", "phone", "recogniser"].map((name) => ({
		name,
		isOutside: false,
	}));
	await inspect(page, { kind: "call", parties, messages, turns });
	return page;
}

const answered = {
	afterMs: 5_000,
	gapMs: 812.4,
	stagesMs: {
		end_of_speech_to_turn_ended: 310,
		turn_ended_to_first_text: 402.4,
		first_text_to_first_sound: 100,
		sound_to_mark: 1_850,
	},
};
const underWay = {
	afterMs: 9_000,
	stagesMs: { end_of_speech_to_turn_ended: 290 },
};

const rowsOf = (page: Page) =>
	page
		.locator("#turn-rows tr")
		.evaluateAll((rows) =>
			rows.map((row) => [...row.children].map((cell) => cell.textContent)),
		);

test("a call without a turn has no table", async () => {
	const page = await open([]);
	expect(await page.locator("#turns").isVisible()).toBe(false);
	await page.close();
});

test("each turn is a row, the newest first, with the stages that it has come to", async () => {
	const page = await open([[answered], [answered, underWay]]);
	await page.locator("#turn-rows tr").nth(1).waitFor();
	expect(await rowsOf(page)).toEqual([
		["0:09.000", "–", "290 ms", "–", "–", "–"],
		["0:05.000", "812 ms", "310 ms", "402 ms", "100 ms", "1.9 s"],
	]);
	await page.evaluate(axe.source);
	const barriers = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
		const { violations } = await axe.run("#turns");
		return violations.map(({ id }) => id);
	});
	expect(barriers).toEqual([]);
	await keepPicture(page, "inspector-turns");
	await page.close();
});

test("at a moment of the past only the turns until then are there", async () => {
	const page = await open([[answered, underWay]]);
	await page.locator("#turn-rows tr").nth(1).waitFor();
	await page.locator("#sequence").getByText("turn.ended").click();
	await page.locator("#turns").waitFor({ state: "hidden" });
	expect(await rowsOf(page)).toEqual([]);
	await page.locator("#live-again").click();
	await page.locator("#turn-rows tr").nth(1).waitFor();
	await page.close();
});
