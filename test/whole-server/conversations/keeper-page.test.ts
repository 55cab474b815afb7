/** The keeper on the try-it page of the built server, offline, in a real browser: rung, won and lost by typing. */
import type { Browser } from "playwright-core";
import {
	afterAll,
	beforeAll,
	describe,
	expect,
	type TestContext,
	test,
} from "vitest";
import { launchBrowser } from "../../support/pages/browser.js";
import { TryItPage, usualPatienceMs } from "../../support/pages/try-it-page.js";
import { ServerProcess } from "../../support/server/server-process.js";

const timeout = 150_000;
/** He speaks at the pace of a person, and takes a moment to understand. */
const patience = { timeout: 2 * usualPatienceMs };
let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
	[server, browser] = await Promise.all([
		ServerProcess.start(),
		launchBrowser(),
	]);
}, 60_000);

afterAll(async () => {
	await browser?.close();
	await server?.stop();
});

/** Opens the page and rings the keeper; nothing may go wrong in it until the test ends. */
async function ring({ onTestFinished }: TestContext): Promise<TryItPage> {
	const opened = await TryItPage.open(browser, `${server.url}/#ring=keeper`);
	onTestFinished(async () => {
		await opened.close();
		expect(opened.problems).toEqual([]);
	});
	await opened.page.locator("#keeper-chart svg").waitFor(patience);
	await opened.press("Call");
	return opened;
}

/** Waits until the flow is in this state, which is then lit in the chart. */
async function isIn({ page }: TryItPage, state: string): Promise<void> {
	await page
		.locator("#keeper-state", { hasText: new RegExp(`^${state}:`) })
		.waitFor(patience);
}

const lit = ({ page }: TryItPage) =>
	page
		.locator("#keeper-chart g.chart-leaf.chart-live")
		.evaluateAll((all) => all.map((each) => each.dataset.state));

function tells({ page }: TryItPage, text: string): Promise<void> {
	return page
		.locator("#keeper-story p", { hasText: text })
		.first()
		.waitFor(patience);
}

test("operators have the same drawing of his flow", async () => {
	const { url } = await server.log.first(({ msg }) =>
		msg.includes("operators"),
	);
	const drawing = await fetch(new URL("/inspect/flows/keeper", String(url)));
	expect(await drawing.text()).toContain('data-state="keeper.talking.wary"');
}, 30_000);

describe.concurrent("the keeper", () => {
	test("is won by who is kind, says who he is, and asks gently", {
		timeout,
	}, async (context) => {
		const page = await ring(context);
		await isIn(page, "talking.wary");
		expect(await lit(page)).toEqual(["keeper.talking.wary"]);
		await tells(page, "Who rings a lighthouse?");
		await page.say("thank you");
		await tells(page, "move.beKind");
		await page.say("my name is");
		await isIn(page, "talking.known");
		expect(await lit(page)).toEqual(["keeper.talking.known"]);
		await page.press("“a ship”");
		await isIn(page, "talking.shaken");
		await page.press("“tell me why”");
		await isIn(page, "deciding");
		expect(await page.steps()).toEqual(["done", "done", "next"]);
		await page.press("“not your fault”");
		await isIn(page, "shining");
		await page.page.getByText("You have won.").waitFor(patience);
		await page.page.locator("#scene.lit").waitFor(patience);
		await page.phoneShows("Ready", 2 * usualPatienceMs);
		await tells(page, "Good night.");
	});

	test("is lost by who insults him twice", { timeout }, async (context) => {
		const page = await ring(context);
		await isIn(page, "talking.wary");
		await page.press("“liar”");
		await isIn(page, "offended");
		await isIn(page, "talking.wary");
		await page.press("“old fool”");
		await isIn(page, "slamming");
		await page.page.getByText("You have lost.").waitFor(patience);
		await page.phoneShows("Ready", 2 * usualPatienceMs);
		expect(await page.page.locator("#scene.lit").count()).toBe(0);
	});

	test("was proved when the server began, and shows by what and from which source", {
		timeout,
	}, async (context) => {
		const { page } = await ring(context);
		await page.getByRole("tab", { name: "Proof" }).click();
		const sentence = await page.locator("#proof-sentence").textContent();
		expect(sentence).toMatch(/^(\d+) of \1 laws hold\..* took \d+\.\d s\.$/);
		const laws = await page.locator("#laws li").allTextContents();
		expect(laws.every((law) => law.startsWith("✓ "))).toBe(true);
		expect(laws).toContain("✓ The lamp is lit once at most.");
		await page.getByRole("tab", { name: "Source" }).click();
		expect(await page.locator("#keeper-source").textContent()).toContain(
			"export default keeper;",
		);
	});
});
