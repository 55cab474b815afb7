import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import type { TalkNews } from "../../../src/pages/try-it/keeper-news.js";
import { addressOf, givePages, home } from "./page-files.js";

const source = readFileSync(
	join(import.meta.dirname, "../../../examples/keeper.ts"),
	"utf8",
);
/** What the test's server says of a proof. */
export const proved = {
	states: 1_089,
	edges: 3_086,
	walks: 11_672,
	longest: 15,
	tookMs: 1_234,
	laws: [
		{ name: "no dead air", holds: true },
		{ name: "The lamp is lit once at most.", holds: true },
	],
};

const phoneNumber = "+1 202 555 0101";
const twiml =
	'<Response><Connect><Stream url="ws://pages.localhost/twilio"><Parameter name="to" value="+12025550101"/></Stream></Connect></Response>';

/** What a server is to say that has no server behind it. */
export interface KeeperServer {
	/** The drawing of the flow, as the server makes it. */
	readonly chart: string;
	readonly chartStyle: string;
}

/** The try-it page with a keeper who says what the test says, in the place of a server. */
export class KeeperPage {
	/** What went wrong in the page. */
	readonly problems: string[] = [];
	/** What was said to the server's voice, in order. */
	readonly spoken: string[] = [];
	/** The numbers that were rung; empty where none was named. */
	readonly rung: string[] = [];
	#followed: WebSocketRoute | undefined;
	#line: WebSocketRoute | undefined;

	static async open(
		browser: Browser,
		server: KeeperServer,
		options: Parameters<Browser["newContext"]>[0] = {},
	): Promise<KeeperPage> {
		const context = await browser.newContext(options);
		const page = await context.newPage();
		const opened = new KeeperPage(page);
		await opened.#answerFor(server);
		await page.goto(`${addressOf("try-it/page.html")}#ring=keeper`);
		await page.locator("#keeper-chart svg").waitFor();
		return opened;
	}

	private constructor(readonly page: Page) {
		page.on("pageerror", ({ message }) => this.problems.push(message));
		page.on("console", (message) => {
			if (message.type() === "error") this.problems.push(message.text());
		});
	}

	/** Presses Call, and has the call answered. */
	async ring(): Promise<void> {
		await this.page.getByRole("button", { name: "Call", exact: true }).click();
		await this.page.waitForFunction(
			"document.getElementById('phone-state').textContent === 'Connected'",
		);
	}

	/** Tells the page of its talk. */
	tell(...news: readonly TalkNews[]): void {
		for (const each of news) this.#followed?.send(JSON.stringify(each));
	}

	/** The server ends the call. */
	async hangUp(): Promise<void> {
		await this.#line?.close();
	}

	/** The states that are lit in the drawing, by id. */
	lit(): Promise<string[]> {
		return this.page
			.locator("#keeper-chart g.chart-live")
			.evaluateAll((all) => all.map((each) => each.dataset.state ?? ""));
	}

	close(): Promise<void> {
		return this.page.context().close();
	}

	async #answerFor({ chart, chartStyle }: KeeperServer): Promise<void> {
		const { page } = this;
		await givePages(page);
		const facts = JSON.stringify({ phoneNumber, source, proof: proved });
		const texts = new Map([
			["/try-it/keeper", ["application/json", facts]],
			["/try-it/keeper/chart", ["image/svg+xml", chart]],
			["/try-it/charts.css", ["text/css", chartStyle]],
		]);
		for (const [path, [contentType = "", body = ""]] of texts)
			await page.route(home + path, (route) =>
				route.fulfill({ contentType, body }),
			);
		await page.route(`${home}/voice`, (route) => {
			const form = new URLSearchParams(route.request().postData() ?? "");
			this.rung.push(form.get("To") ?? "");
			return route.fulfill({ contentType: "text/xml", body: twiml });
		});
		await page.route(`${home}/try-it/speech`, (route) => {
			this.spoken.push(route.request().postData() ?? "");
			return route.fulfill({ body: Buffer.alloc(160, 0xff) });
		});
		await page.routeWebSocket("**/game?*", () => {});
		await page.routeWebSocket("**/twilio", (line) => {
			this.#line = line;
		});
		await page.routeWebSocket("**/try-it/call?*", (followed) => {
			this.#followed = followed;
			followed.send('{"type":"state","call":"call-1","state":"answered"}');
		});
	}
}
