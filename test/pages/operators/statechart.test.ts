/** The statechart of the inspector's page, in a real browser. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Step } from "../../../src/pages/operators/wire.js";
import { chartOf } from "../../../src/watching/charts/chart.js";
import { drawChart } from "../../../src/watching/charts/chart-drawing.js";
import { launchBrowser } from "../../support/pages/browser.js";
import { program } from "../../support/pages/page-files.js";
import { ferry } from "../../watching/charts/ferry.js";

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 40_000 });

const home = "http://inspector.test";
const html = `<!doctype html><div></div><button></button><script type="module">
	import { Statechart } from "/statechart.js";
	const parts = document.querySelectorAll("div, button");
	const chart = new Statechart(...parts);
	await chart.show("ferry");
	globalThis.chart = chart;
</script>`;
let browser: Browser;
let page: Page;

beforeAll(async () => {
	browser = await launchBrowser();
	page = await browser.newPage();
	const drawing = await drawChart(chartOf(ferry), { isStandingAlone: false });
	const files = new Map([
		["/", ["text/html", html]],
		["/statechart.js", ["text/javascript", program("operators/statechart.ts")]],
		["/inspect/charts/ferry", ["image/svg+xml", drawing]],
	]);
	await page.route(`${home}/**`, (route) => {
		const [contentType = "", body = ""] =
			files.get(new URL(route.request().url()).pathname) ?? [];
		return route.fulfill({ contentType, body });
	});
	await page.goto(home);
	await page.waitForFunction("globalThis.chart");
}, 60_000);

afterAll(() => browser?.close());

/** What is lit when the machine is in this state and has taken these ways. */
async function lit(
	state: string,
	taken: readonly Pick<Step, "from" | "type">[],
) {
	await page.evaluate(
		`chart.light(${JSON.stringify(state)}, ${JSON.stringify(taken)})`,
	);
	const values = (selector: string, attribute: string) =>
		page
			.locator(selector)
			.evaluateAll(
				(all, name) => all.map((each) => each.getAttribute(name)),
				attribute,
			);
	return {
		states: await values("g.chart-live", "data-state"),
		events: await values("text.chart-taken", "data-events"),
		ways: await values("g.chart-taken:has(path)", "data-to"),
	};
}

const burning = "ferry.crossing.lights.burning";
const bothLamps = [burning, `${burning}.port`, `${burning}.starboard`];
const atSea = ["ferry", "ferry.crossing"];

test("every state is lit that the machine is in, in regions within regions too", async () => {
	const { states } = await lit(
		"crossing.course.steady crossing.lights.burning.port crossing.lights.burning.starboard.bright",
		[],
	);
	expect(states).toEqual([
		...atSea,
		"ferry.crossing.course",
		"ferry.crossing.course.steady",
		"ferry.crossing.lights",
		...bothLamps,
		`${burning}.starboard.bright`,
	]);
});

test("the ways are lit that regions took at once, and no other between the same states", async () => {
	const { events, ways } = await lit(
		"crossing.course.yielding crossing.lights.burning.port crossing.lights.burning.starboard.dimmed",
		[
			{ from: "ferry.crossing.course.steady", type: "boat.seen" },
			{ from: `${burning}.starboard.bright`, type: "dim" },
		],
	);
	expect(events).toEqual(["boat.seen", "dim"]);
	expect(ways).toEqual([
		"ferry.crossing.course.yielding",
		`${burning}.starboard.dimmed`,
	]);
});

test("what a state with others inside takes is lit in its list, and is no arrow", async () => {
	const { events, ways } = await lit("laidUp", [
		{ from: "ferry", type: "xstate.error.actor.*" },
	]);
	expect(events).toEqual(["xstate.error.actor.*"]);
	expect(ways).toEqual([]);
});
