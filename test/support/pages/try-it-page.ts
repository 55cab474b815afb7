import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { within } from "../waiting/within.js";

/** How long a person would wait on a machine with much to do. */
export const usualPatienceMs = 20_000;

/** How a page is opened: as Playwright has it, and whether the person allows the microphone. */
export interface OpenOptions extends BrowserContextOptions {
	readonly microphone?: boolean;
}

/** What a browser says when the person does not allow it; a headless one cannot be asked. */
const denyMicrophone =
	'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));';

const untilEarIsLoud = `new Promise((resolve) => {
	const look = () => {
		const scale = document.getElementById("ear-level").style.transform;
		if (Number(/[\\d.]+/.exec(scale)) > 0.02) resolve();
		else requestAnimationFrame(look);
	};
	look();
})`;

/** The try-it page in a browser of a test, as a person uses it. */
export class TryItPage {
	/** What went wrong in the page: errors of its programs, and what its policy kept out. */
	readonly problems: string[] = [];

	static async open(
		browser: Browser,
		url: string,
		{ microphone = false, ...options }: OpenOptions = {},
	): Promise<TryItPage> {
		const context = await browser.newContext(options);
		if (!microphone) await context.addInitScript(denyMicrophone);
		const page = await context.newPage();
		page.setDefaultTimeout(usualPatienceMs);
		const opened = new TryItPage(page);
		await page.goto(url);
		// The keeper needs no code.
		if (!url.endsWith("#ring=keeper")) await opened.code();
		return opened;
	}

	private constructor(readonly page: Page) {
		page.on("pageerror", ({ message }) => this.problems.push(message));
		page.on("console", (message) => {
			if (message.type() === "error") this.problems.push(message.text());
		});
	}

	/** The code that the game shows. */
	async code(): Promise<string> {
		const tiles = this.page.locator("#code span");
		await tiles.first().waitFor();
		return (await tiles.allTextContents()).join("");
	}

	/**
	 * A code that the offline recogniser does not mistake: of such ones, spoken digit by digit by the offline
	 * voice, it understands all; of those with zeros, doubled digits or a three at first, not all.
	 */
	async easyCode(): Promise<string> {
		let code = await this.code();
		while (/0|(.)\1|^3/.test(code)) {
			await this.page.reload();
			code = await this.code();
		}
		return code;
	}

	press(name: string): Promise<void> {
		return this.page.getByRole("button", { name, exact: true }).click();
	}

	/** Presses a key of the phone's keypad. */
	key(digit: string): Promise<void> {
		return this.page.locator(`#keypad [data-digit="${digit}"]`).click();
	}

	/** How the steps that the page proposes stand: done, next, or neither. */
	steps(): Promise<string[]> {
		return this.page
			.locator(".steps:not([hidden]) li")
			.evaluateAll((all) =>
				all.map((each) =>
					each.classList.contains("done")
						? "done"
						: each.hasAttribute("aria-current")
							? "next"
							: "",
				),
			);
	}

	/** Types a text and has the phone say it. */
	async say(text: string): Promise<void> {
		const { page } = this;
		await page.getByLabel("Type instead of speaking").fill(text);
		await this.press("Say it");
	}

	/** Waits until the phone shows this state. */
	phoneShows(state: string, patienceMs = usualPatienceMs): Promise<void> {
		return this.page
			.locator("#phone-state", { hasText: new RegExp(`^${state}$`) })
			.waitFor({ timeout: patienceMs });
	}

	/** Waits until the game's state, who is on the line or what is wrong, is this. */
	gameShows(status: string): Promise<void> {
		return this.page.locator("#game-status", { hasText: status }).waitFor();
	}

	/** Waits until this stands in what was said on the line; each text counts once, so that order shows. */
	storyTells(text: string): Promise<void> {
		return this.page.locator("#story p", { hasText: text }).last().waitFor();
	}

	/** All that was said on the line. */
	story(): Promise<string[]> {
		return this.page.locator("#story p").allTextContents();
	}

	/** Waits until Wren is there. */
	wrenIs(where: string): Promise<void> {
		return this.page
			.locator("#scene-text", { hasText: `Wren is ${where}.` })
			.waitFor({ state: "attached" });
	}

	/** Waits until something can be heard at the phone's ear. */
	async hears(): Promise<void> {
		const isLoud = this.page.evaluate<void>(untilEarIsLoud);
		await within(isLoud, () => "a sound at the ear", usualPatienceMs);
	}

	close(): Promise<void> {
		return this.page.context().close();
	}
}
