/** The keeper on the try-it page, in a real browser: what is shown of a talk that the test tells. */
import axe from "axe-core";
import type { Browser } from "playwright-core";
import {
	afterAll,
	beforeAll,
	describe,
	expect,
	type TestContext,
	test,
	vi,
} from "vitest";
import keeper from "../../../examples/keeper.js";
import type { SceneNews } from "../../../src/pages/try-it/keeper-news.js";
import { chartOf } from "../../../src/watching/charts/chart.js";
import { drawChart } from "../../../src/watching/charts/chart-drawing.js";
import { chartStyle } from "../../../src/watching/charts/chart-style.js";
import { keepPicture, launchBrowser } from "../../support/pages/browser.js";
import { KeeperPage } from "../../support/pages/keeper-page.js";

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 60_000 });

let browser: Browser;
let chart: string;

beforeAll(async () => {
	browser = await launchBrowser();
	chart = await drawChart(chartOf(keeper), { isStandingAlone: false });
}, 60_000);

afterAll(() => browser?.close());

async function open(
	{ onTestFinished }: Pick<TestContext, "onTestFinished">,
	options: Parameters<Browser["newContext"]>[0] = {},
): Promise<KeeperPage> {
	const opened = await KeeperPage.open(browser, { chart, chartStyle }, options);
	onTestFinished(async () => {
		await opened.close();
		expect(opened.problems).toEqual([]);
	});
	return opened;
}

const beKind = {
	name: "move.beKind",
	means: "The caller is kind to you, or thanks you.",
	heardAs: ["please", "thank you"],
};
const insult = {
	name: "move.insult",
	means: "The caller insults or threatens you.",
	heardAs: ["liar", "old fool"],
};
const introduce = {
	name: "move.introduce",
	means: "The caller says who he is.",
	heardAs: ["my name is"],
};

/** The flow is in this state now, which may have states around it. */
function scene(
	state: string,
	cause: string,
	moves: SceneNews["moves"] = [],
): SceneNews {
	const parts = state.split(".");
	const inner = parts.map((_, at) =>
		["keeper", ...parts.slice(0, at + 1)].join("."),
	);
	return {
		type: "scene",
		cause,
		state,
		activeStates: ["keeper", ...inner],
		means: `What ${state} means.`,
		moves,
	};
}

const greeted = [
	scene("answering", "start"),
	{ type: "heard", text: "Who rings a lighthouse?", wasCut: false },
	scene("talking.wary", "line.heard", [beKind, insult, introduce]),
] as const;

describe("the keeper", () => {
	test("is rung by a number of his own, and the game is out of the way", async (context) => {
		const opened = await open(context);
		const { page } = opened;
		expect(await page.locator("#keeper-number").textContent()).toBe(
			"+1 202 555 0101",
		);
		expect(await page.locator("#game").isVisible()).toBe(false);
		expect(await page.locator("#say-code").isVisible()).toBe(false);
		await opened.ring();
		expect(opened.rung).toEqual(["+12025550101"]);
		// Whom it rings cannot be changed while the call lasts.
		expect(
			await page.getByRole("radio", { name: "The game" }).isDisabled(),
		).toBe(true);
		await page.getByRole("button", { name: "Hang up" }).click();
		await page.getByRole("radio", { name: "The game" }).check();
		expect(await page.locator("#game").isVisible()).toBe(true);
		expect(await page.locator("#keeper").isVisible()).toBe(false);
		// The picture is one, and is where it is seen.
		expect(await page.locator("#game .scene").count()).toBe(1);
	});

	test("shows where his flow stands, and the way that it took", async (context) => {
		const opened = await open(context);
		const { page } = opened;
		await opened.ring();
		opened.tell(...greeted);
		await page
			.locator("#keeper-state", { hasText: "talking.wary" })
			.waitFor({ timeout: 20_000 });
		expect(await opened.lit()).toEqual([
			"keeper",
			"keeper.talking",
			"keeper.talking.wary",
		]);
		opened.tell(scene("talking.known", "move.introduce", [beKind, insult]));
		await page.locator("#keeper-state", { hasText: "known" }).waitFor();
		const taken = page.locator("#keeper-chart text.chart-taken");
		expect(await taken.evaluateAll((all) => all.map((e) => e.dataset.events)))
			// biome-ignore format: one line
			.toEqual(["move.introduce"]);
		const ways = page.locator("#keeper-chart g.chart-taken:has(path)");
		expect(
			await ways.evaluateAll((all) => all.map((e) => e.dataset.to)),
		).toEqual(["keeper.talking.known"]);
	});

	test("keeps the live state in sight, and the page where it is", async (context) => {
		const opened = await open(context, {
			viewport: { width: 390, height: 800 },
		});
		const { page } = opened;
		await opened.ring();
		opened.tell(...greeted, scene("parting", "line.heard"));
		await page.locator("#keeper-state", { hasText: "parting" }).waitFor();
		const inSight = await page.evaluate(`(() => {
			const frame = document.getElementById("keeper-chart").getBoundingClientRect();
			const box = document.querySelector("g.chart-leaf.chart-live").getBoundingClientRect();
			return box.top >= frame.top && box.bottom <= frame.bottom && box.left >= frame.left && box.right <= frame.right;
		})()`);
		expect(inSight).toBe(true);
		expect(await page.evaluate("scrollY")).toBe(0);
	});

	test("offers his legal moves with phrases, which can be said by a press, and hidden", async (context) => {
		const opened = await open(context);
		const { page } = opened;
		await opened.ring();
		opened.tell(...greeted);
		const moves = page.locator("#moves li");
		await moves.nth(2).waitFor();
		expect(await moves.locator("code").allTextContents()).toEqual([
			"beKind",
			"insult",
			"introduce",
		]);
		await page.getByRole("button", { name: "“thank you”" }).click();
		await expect.poll(() => opened.spoken).toEqual(["thank you"]);
		await page.getByRole("button", { name: "Hints" }).click();
		expect(await page.locator("#moves .phrases").first().isVisible()).toBe(
			false,
		);
		expect(await moves.locator("code").first().isVisible()).toBe(true);
		opened.tell(scene("confessing", "move.askWhy"));
		await page.getByText("None: he is speaking.").waitFor();
	});

	test("writes down what was understood, what was heard, and what was refused", async (context) => {
		const opened = await open(context);
		const { page } = opened;
		await opened.ring();
		opened.tell(
			...greeted,
			{ type: "said", text: "my name is Ada" },
			scene("talking.wary", "caller.said", [introduce]),
			{ type: "refused", move: "move.forgive" },
			scene("talking.known", "move.introduce", [beKind]),
			{ type: "heard", text: "What do you", wasCut: true },
			scene("talking.known", "caller.pressed", [beKind]),
			{ type: "heard", text: "", wasCut: true },
		);
		const story = page.locator("#keeper-story p");
		await story.nth(7).waitFor();
		expect((await story.allTextContents()).slice(1)).toEqual([
			"Marrow: Who rings a lighthouse?",
			"You: my name is Ada",
			"He wanted move.forgive, and was refused.",
			"move.introduce → talking.known",
			"Marrow: What do you (cut short)",
			"You pressed a key.",
			"Marrow: (not heard)",
		]);
	});

	test("is won when the lamp burns, and stays so after the call", async (context) => {
		const opened = await open(context);
		const { page } = opened;
		await opened.ring();
		opened.tell(...greeted, scene("climbing", "move.forgive"));
		const marrow = page.locator("#scene-text");
		await page
			.locator("#scene-text", { hasText: "Marrow is on the stairs" })
			.waitFor({ state: "attached" });
		expect(await page.locator("#scene.lit").count()).toBe(0);
		opened.tell(
			scene("shining", "line.heard"),
			scene("parting", "line.heard"),
			scene("over", "line.heard"),
			{ type: "over" },
		);
		await page.getByText("You have won.").waitFor();
		await opened.hangUp();
		await page.locator("#phone-state", { hasText: "Ready" }).waitFor();
		expect(await page.locator("#scene.lit").count()).toBe(1);
		expect(await marrow.textContent()).toContain("The lamp is burning");
		expect(await page.locator(".steps:not([hidden]) li.done").count()).toBe(3);
		// The next call begins in the dark.
		await opened.ring();
		opened.tell(scene("answering", "start"));
		await page.getByText("Marrow is on the line.").waitFor();
		expect(await page.locator("#scene.lit").count()).toBe(0);
	});

	test("is lost when he hangs up", async (context) => {
		const opened = await open(context);
		const { page } = opened;
		await opened.ring();
		opened.tell(...greeted, scene("slamming", "move.insult"), { type: "over" });
		await page.getByText("You have lost.").waitFor();
		expect(await page.locator("#scene.wrecked").count()).toBe(1);
		expect(await page.locator("#scene.lit").count()).toBe(0);
	});

	test("shows his source, and what he was proved by", async (context) => {
		const { page } = await open(context);
		await page.getByRole("tab", { name: "Statechart" }).focus();
		await page.keyboard.press("ArrowRight");
		expect(await page.locator("#keeper-source").textContent()).toContain(
			'id: "keeper"',
		);
		expect(await page.locator("#keeper-chart").isVisible()).toBe(false);
		await page.keyboard.press("End");
		expect(await page.locator("#proof-sentence").textContent()).toMatch(
			/^2 of 2 laws hold\..* 3,086 edges between 1,089 states.* 11,672 walks .* 1\.2 s\.$/,
		);
		expect(await page.locator("#laws li").allTextContents()).toEqual([
			"✓ no dead air",
			"✓ The lamp is lit once at most.",
		]);
		await page.keyboard.press("Home");
		expect(await page.locator("#keeper-chart").isVisible()).toBe(true);
	});
});

describe.each([
	["phone", 390, 844],
	["tablet", 820, 1_180],
	["desktop", 1_280, 800],
] as const)("on a %s", (name, width, height) => {
	test.each(["light", "dark"] as const)(
		"in the %s, it is accessible, as wide as the screen, and does not jump",
		async (colorScheme) => {
			const finished: (() => Promise<void>)[] = [];
			const opened = await open(
				{
					onTestFinished: (fn) => void finished.push(fn as () => Promise<void>),
				},
				{ viewport: { width, height }, colorScheme },
			);
			const { page } = opened;
			const pageHeight = () =>
				page.evaluate<number>("document.documentElement.scrollHeight");
			await opened.ring();
			const ringing = await pageHeight();
			opened.tell(...greeted);
			for (let turn = 0; turn < 8; turn += 1)
				opened.tell(
					{ type: "said", text: "my name is Ada, and I am calling from far" },
					scene("talking.wary", "caller.said", [beKind, insult, introduce]),
					{
						type: "heard",
						text: "The wind took that.",
						wasCut: turn % 2 === 0,
					},
				);
			opened.tell(scene("talking.known", "move.introduce", [beKind, insult]));
			await page.locator("#keeper-state", { hasText: "known" }).waitFor();
			if (`${colorScheme} ${name}` === "light phone")
				await keepPicture(page, "keeper-phone");
			if (`${colorScheme} ${name}` === "dark desktop")
				await keepPicture(page, "keeper-desktop");
			expect(await pageHeight()).toBe(ringing);
			expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(
				width,
			);
			for (const tab of ["Proof", "Source", "Statechart"]) {
				await page.getByRole("tab", { name: tab }).click();
				expect(await pageHeight()).toBe(ringing);
				await page.evaluate(axe.source);
				const { violations } = await page.evaluate<{
					violations: { id: string; nodes: { html: string }[] }[];
				}>(
					"axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })",
				);
				expect(
					violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html)]),
				).toEqual([]);
			}
			opened.tell(scene("shining", "line.heard"));
			await page.getByText("You have won.").waitFor();
			for (const finish of finished) await finish();
		},
	);
});
