/** Texts for those who listen to a page take no room in it: on every page, whatever happens there. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { launchBrowser } from "../support/pages/browser.js";
import {
	addressOf,
	everyPage,
	givePages,
} from "../support/pages/page-files.js";
import { inspect } from "../support/pages/watched-call.js";

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 40_000 });

let browser: Browser;

beforeAll(async () => {
	browser = await launchBrowser();
}, 60_000);

afterAll(() => browser?.close());

const sizes = [
	[1280, 800],
	[1366, 650],
	[390, 844],
] as const;

/** Runs in the page: so many lines are said, half of them by the caller. */
const talk = (
	lines: number,
) => `import("/try-it/story.js").then(({ Story }) => {
	const at = (id) => document.getElementById(id);
	const story = new Story("Wren", at("story"), at("interim"));
	const ending = { outcome: "interrupted", heardText: "It is dark here," };
	for (let line = 0; line < ${lines}; line++)
		if (line % 2) story.say("It is dark here, and the rain is loud.").ended(ending);
		else story.heard("go north, and then tell me what you see");
})`;

async function openTryIt(page: Page): Promise<void> {
	await givePages(page);
	await page.routeWebSocket("**/game", () => {});
	await page.goto(addressOf("try-it/page.html"));
	await page.locator("#keypad button").first().waitFor();
}

async function openPlainly(page: Page, path: string): Promise<void> {
	await givePages(page);
	await page.routeWebSocket("**/inspect/**", () => {});
	await page.goto(addressOf(path));
}

/** How each page comes to be full of what it shows. */
const filled: Readonly<Record<string, (page: Page) => Promise<void>>> = {
	"try-it/page.html": async (page) => {
		await openTryIt(page);
		await page.evaluate(talk(60));
	},
	"operators/inspect.html": (page) =>
		inspect(page, {
			kind: "call",
			parties: [
				{ name: "call", isOutside: false },
				{ name: "phone", isOutside: false },
				{ name: "game", isOutside: true },
			],
			messages: Array.from({ length: 120 }, () => ({
				from: "phone",
				to: "call",
				words: "key.pressed",
			})),
		}),
	"operators/front.html": (page) => openPlainly(page, "operators/front.html"),
	"operators/stately.html": (page) =>
		openPlainly(page, "operators/stately.html"),
};

/** Runs in the page: how many texts are unseen, and what is larger because of them. */
const measuring = `(() => {
	const all = [...document.querySelectorAll("*")];
	const unseen = all.filter((each) => {
		const { clipPath, clip, display } = getComputedStyle(each);
		const { width, height } = each.getBoundingClientRect();
		const isClipped = clipPath !== "none" || clip !== "auto";
		return display !== "none" && isClipped && width <= 1 && height <= 1;
	});
	const sizes = () => all.map((each) => each.scrollWidth + " × " + each.scrollHeight);
	const withThem = sizes();
	for (const each of unseen) each.style.display = "none";
	const without = sizes();
	const larger = all.flatMap((each, at) =>
		withThem[at] === without[at] || unseen.includes(each)
			? []
			: [each.localName + "#" + each.id + ": " + withThem[at] + ", not " + without[at]],
	);
	return { unseen: unseen.length, larger };
})()`;

test("every page there is is looked at", () => {
	expect(Object.keys(filled).sort()).toEqual([...everyPage].sort());
});

describe.each(sizes)("at %i × %i", (width, height) => {
	async function open(): Promise<Page> {
		return browser.newPage({ viewport: { width, height } });
	}

	test.each(everyPage)(
		"nothing of %s is larger for what is not seen",
		async (path) => {
			const page = await open();
			await filled[path]?.(page);
			const { unseen, larger } = await page.evaluate<{
				unseen: number;
				larger: string[];
			}>(measuring);
			expect(larger).toEqual([]);
			const hasNone = /front|stately/.test(path);
			expect(unseen > 0).toBe(!hasNone);
			await page.close();
		},
	);

	test("the try-it page ends at its footer, however much is said", async () => {
		const page = await open();
		await openTryIt(page);
		const height = "document.documentElement.scrollHeight";
		const before = await page.evaluate<number>(height);
		for (let lines = 0; lines < 28; lines += 14) {
			await page.evaluate(talk(14));
			expect(await page.evaluate<number>(height)).toBe(before);
		}
		await page.close();
	});
});
