/** The try-it page in a real browser, on the built server in local mode. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, WebSocketRoute } from "playwright-core";
import {
	afterAll,
	beforeAll,
	describe,
	expect,
	type TestContext,
	test,
} from "vitest";
import { synthesise } from "../../src/adapters/local/flite.js";
import { decodeMulaw, silence } from "../../src/adapters/sound/mulaw.js";
import { writeWav } from "../../src/commands/phone/wav.js";
import { GameClient } from "../support/games/game-client.js";
import { TypedGame } from "../support/games/typed-game.js";
import { keepPicture, launchBrowser } from "../support/pages/browser.js";
import {
	type OpenOptions,
	TryItPage,
	usualPatienceMs,
} from "../support/pages/try-it-page.js";
import { ServerProcess } from "../support/server/server-process.js";

const timeout = 90_000;
const digits = "zero one two three four five six seven eight nine".split(" ");
let server: ServerProcess;
let browser: Browser;
let folder: string;

const microphoneFile = () => join(folder, "microphone.wav");

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "callsign-microphone-"));
	[server, browser] = await Promise.all([
		ServerProcess.start(),
		launchBrowser([
			"--use-fake-device-for-media-stream",
			"--use-fake-ui-for-media-stream",
			`--use-file-for-fake-audio-capture=${microphoneFile()}`,
		]),
	]);
}, timeout);

afterAll(async () => {
	await browser?.close();
	await server?.stop();
	rmSync(folder, { recursive: true });
});

/** Opens the page; nothing may go wrong in it until the test ends, but what is named. */
async function open(
	{ onTestFinished }: TestContext,
	options: OpenOptions = {},
	mayGoWrong = /^$/,
): Promise<TryItPage> {
	const opened = await TryItPage.open(browser, `${server.url}/`, options);
	onTestFinished(async () => {
		await opened.close();
		const problems = opened.problems.filter((each) => !mayGoWrong.test(each));
		expect(problems).toEqual([]);
	});
	return opened;
}

const spoken = (code: string) =>
	[...code].map((digit) => digits[Number(digit)]).join(", ");

describe.concurrent("a call on the page", () => {
	test("pairs by the keys of the keyboard alone, and survives all that the knobs do", {
		timeout,
	}, async (context) => {
		const page = await open(
			context,
			{},
			/^WebSocket connection to .*\/try-it\/cut-off/,
		);
		await page.page.locator("#call").focus();
		await page.page.keyboard.press("Enter");
		await page.phoneShows("Answered");
		await page.page.keyboard.type(`${await page.code()}#`);
		await page.phoneShows("Connected");
		await page.gameShows("On the line: the phone on this page.");

		await page.press("Cut the recogniser");
		await page.gameShows("Nobody understands speech just now.");
		await page.say("go north");
		await keepPicture(page.page, "try-it-recogniser-cut");
		await page.storyTells("The recogniser is back: nothing was missed.");
		await page.wrenIs("in the hall");

		await page.press("Lose 5 % of frames");
		await page.press("Send a second stream");
		await page.page
			.getByText("A second stream of the same call took over")
			.waitFor();
		await page.say("go west");
		await page.wrenIs("in the kitchen");

		await page.press("Drop the game's socket");
		await page.gameShows("The game has lost the server");
		await page.say("take the matches");
		await keepPicture(page.page, "try-it-socket-dropped");
		await page.storyTells("The game is back, and nothing was lost.");
		await page.storyTells("Got the matches.");

		await page.press("Lose 5 % of frames");
		await page.page.getByText(/: [1-9]\d* of \d+ frames were lost/).waitFor();
		await page.phoneShows("Connected");
		const greetings = (await page.story()).filter((line) =>
			line.includes("This is Wren"),
		);
		expect(greetings).toHaveLength(1);
		await page.press("Hang up");
		await page.gameShows("Nobody is on the line.");
	});

	test("pairs by typed speech, hears the game out, and cuts it short by speaking", {
		timeout,
	}, async (context) => {
		const page = await open(context);
		const code = await page.easyCode();
		await page.press("Call");
		await page.phoneShows("Ringing…");
		await page.phoneShows("Listening for your code");
		await page.page
			.getByText(
				"The browser was not allowed to use the microphone. Type below",
			)
			.waitFor();
		await keepPicture(page.page, "try-it-listening");
		await page.say(spoken(code));
		await page.phoneShows("Connected");
		await page.hears();
		await page.press("“go north”");
		await page.wrenIs("in the hall");
		await page.storyTells("Tell me: go north. (cut short)");
		const answer = page.page.locator("#story p", {
			hasText: "I am in the hall",
		});
		await answer.and(page.page.locator(":not(.speaking)")).waitFor();
		expect(await answer.textContent()).not.toContain("(");
		await keepPicture(page.page, "try-it-connected");

		await page.page.getByLabel("Make the game say").fill("Mind the step.");
		await page.press("Speak");
		await page.hears();
		const line = page.page.locator("#story p", { hasText: "Mind the step." });
		await line.and(page.page.locator(":not(.speaking)")).waitFor();
		expect(await line.textContent()).toBe("Wren: Mind the step.");
	});

	test("pairs by what is said into the microphone", {
		timeout,
	}, async (context) => {
		const page = await open(context, { microphone: true });
		const speech = await synthesise(spoken(await page.easyCode()));
		// It is heard again and again; the first time when the greeting should be over.
		const sound = Buffer.concat([silence(6_000), speech, silence(6_000)]);
		writeFileSync(microphoneFile(), writeWav(decodeMulaw(sound)));
		await page.press("Call");
		await page.phoneShows("Listening for your code");
		await page.page.getByRole("button", { name: "Mute" }).waitFor();
		await page.phoneShows("Connected", 3 * usualPatienceMs);
		await page.press("Mute");
		await page.page
			.getByRole("button", { name: "Mute", pressed: true })
			.waitFor();
		expect(await page.page.locator("#phone-notice").textContent()).toBe("");
	});
});

// One after the other: a server speaks only a few greetings at once.
describe("the phone of the page", () => {
	test("shows that it is connected with the game of another tab, and in the next call with its own", {
		timeout,
	}, async (context) => {
		const [phone, other] = await Promise.all([open(context), open(context)]);
		await phone.press("Call");
		await phone.phoneShows("Listening for your code");
		for (const digit of `${await other.code()}#`) await phone.key(digit);
		await phone.phoneShows("Connected");
		await other.gameShows("On the line: a phone");
		await other.storyTells("This is Wren");
		await phone.gameShows("Nobody is on the line.");
		expect(await phone.steps()).toEqual(["done", "done", ""]);
		const cord = phone.page.locator("#cord.joined");
		expect(await cord.count()).toBe(0);
		await keepPicture(phone.page, "try-it-connected-elsewhere");
		await phone.say("go north");
		await other.wrenIs("in the hall");

		await phone.press("Send a second stream");
		await phone.page
			.getByText("A second stream of the same call took over")
			.waitFor();
		await phone.phoneShows("Connected");
		await phone.press("Hang up");
		await other.gameShows("Nobody is on the line.");

		await phone.press("Call");
		await phone.phoneShows("Listening for your code");
		for (const digit of `${await phone.code()}#`) await phone.key(digit);
		await phone.phoneShows("Connected");
		await phone.gameShows("On the line: the phone on this page.");
		expect(await phone.steps()).toEqual(["done", "done", "next"]);
		expect(await cord.count()).toBe(1);
	});

	test("shows the true state of a call to a game of another program", {
		timeout,
	}, async (context) => {
		const page = await open(context);
		const plain = await GameClient.join(server.socketUrl("/game"));
		const { code } = await plain.shown();
		await page.press("Call");
		await page.phoneShows("Listening for your code");
		for (const digit of `${code}#`) await page.key(digit);
		expect(await plain.text()).toBe("connected");
		await page.phoneShows("Connected");
		plain.leave();
		await page.phoneShows("Listening for your code");

		const typed = await TypedGame.join(server.socketUrl("/game"));
		for (const digit of `${typed.welcome.code}#`) await page.key(digit);
		const { call } = await typed.event("paired");
		await page.phoneShows("Connected");
		typed.send({ type: "hangUp", call });
		await page.phoneShows("Ready");
		await page.page.getByText("The other side has hung up.").waitFor();
	});

	test("shows that the call ends while the caller is told why", {
		timeout,
	}, async (context) => {
		const page = await open(context);
		await page.press("Call");
		await page.phoneShows("Listening for your code");
		const code = await page.code();
		for (const wrong of ["9990", "9991", "9992", "9993"])
			if (wrong !== code)
				for (const digit of `${wrong}#`) await page.key(digit);
		await page.phoneShows("Goodbye");
		await page.phoneShows("Ready");
	});

	test("finds out again when it loses sight of the call", {
		timeout,
	}, async (context) => {
		const page = await open(context);
		const looks: WebSocketRoute[] = [];
		await page.page.routeWebSocket("**/try-it/call?*", (look) => {
			look.connectToServer();
			looks.push(look);
		});
		await page.press("Call");
		await page.phoneShows("Listening for your code");
		await looks.at(-1)?.close();
		for (const digit of `${await page.code()}#`) await page.key(digit);
		await page.phoneShows("Connected");
		expect(looks.length).toBeGreaterThan(1);
		await page.press("Hang up");
		await page.phoneShows("Ready");
	});
});

test("the phone plays what it is sent, returns a mark when all before it was heard, and falls silent at a clear", {
	timeout,
}, async (context) => {
	const page = await open(context);
	// Browsers allow sound only where somebody has pressed something.
	await page.page.mouse.click(2, 2);
	const heard = await page.page.evaluate<Heard>(listenToLoudspeaker);
	expect(heard.marksAtOnce).toEqual(["nothing before it"]);
	expect(heard.firstAfterMs).toBeGreaterThanOrEqual(300);
	expect(heard.marksWhilePlaying).not.toContain("after ten seconds");
	expect(heard.levelWhilePlaying).toBeGreaterThan(0.5);
	expect(heard.marksAtClear).toContain("after ten seconds");
	expect(heard.silentAfterMs).toBeLessThan(5_000);
});

interface Heard {
	readonly marksAtOnce: readonly string[];
	readonly firstAfterMs: number;
	readonly marksWhilePlaying: readonly string[];
	readonly levelWhilePlaying: number;
	readonly marksAtClear: readonly string[];
	readonly silentAfterMs: number;
}

/** Runs in the page, on the page's own program. */
const listenToLoudspeaker = `(async () => {
	const { Ear, Loudspeaker } = await import("/try-it/phone/loudspeaker.js");
	const ear = new Ear();
	await ear.context.resume();
	const marks = [];
	const loudspeaker = new Loudspeaker(ear, (name) => marks.push(name));
	const until = async (isSo) => {
		while (!isSo()) await new Promise(requestAnimationFrame);
	};
	// A square wave of 1000 Hz, as loud as mulaw can be.
	const tone = (ms) =>
		Uint8Array.from({ length: ms * 8 }, (_, at) => (at & 4 ? 0x00 : 0x80));
	loudspeaker.mark("nothing before it");
	const marksAtOnce = [...marks];
	const beganMs = performance.now();
	loudspeaker.play(tone(300));
	loudspeaker.mark("first");
	loudspeaker.play(tone(10_000));
	loudspeaker.mark("after ten seconds");
	await until(() => marks.includes("first"));
	const firstAfterMs = performance.now() - beganMs;
	const marksWhilePlaying = [...marks];
	const levelWhilePlaying = ear.level;
	loudspeaker.clear();
	const marksAtClear = [...marks];
	const clearedMs = performance.now();
	await until(() => ear.level < 0.01);
	const silentAfterMs = performance.now() - clearedMs;
	return { marksAtOnce, firstAfterMs, marksWhilePlaying, levelWhilePlaying, marksAtClear, silentAfterMs };
})()`;

describe("looks and access", () => {
	const sizes = {
		desktop: { width: 1280, height: 900 },
		phone: { width: 390, height: 844 },
	};
	const looks = (["light", "dark"] as const).flatMap((colorScheme) =>
		(["desktop", "phone"] as const).map((size) => [colorScheme, size] as const),
	);

	test.for(looks)(
		"nothing is hard to read, unnamed or out of reach: %s, %s",
		{ timeout },
		async ([colorScheme, size], context) => {
			const page = await open(context, {
				colorScheme,
				viewport: sizes[size],
				reducedMotion: "reduce",
			});
			await keepPicture(page.page, `try-it-${colorScheme}-${size}`);
			await expectAccessible(page);
			const widths = "[document.documentElement.scrollWidth, innerWidth]";
			const [wide, room] = await page.page.evaluate<[number, number]>(widths);
			expect(wide).toBeLessThanOrEqual(room);
			await page.press("Call");
			await page.phoneShows("Answered");
			await page.page.keyboard.type(`${await page.code()}#`);
			await page.phoneShows("Connected");
			await page.storyTells("This is Wren");
			await expectAccessible(page);
			expect(await page.page.evaluate("document.getAnimations().length")).toBe(
				0,
			);
			await keepPicture(page.page, `try-it-${colorScheme}-${size}-connected`);
		},
	);

	test("the keyboard goes through the page from its top to its end, and shows where it is", {
		timeout,
	}, async (context) => {
		const page = await open(context);
		const { keyboard } = page.page;
		const passed: string[] = [];
		for (let stop = 0; stop < 6; stop++) {
			await keyboard.press("Tab");
			const place = "document.activeElement.id || document.activeElement.name";
			passed.push(await page.page.evaluate(place));
			const outline = "getComputedStyle(document.activeElement).outlineStyle";
			expect(await page.page.evaluate(outline)).toBe("solid");
		}
		expect(passed).toEqual([
			"who",
			"story",
			"speak-text",
			"call",
			"type-text",
			"knob-socket",
		]);
	});
});

async function expectAccessible({ page }: TryItPage): Promise<void> {
	const file = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
	await page.evaluate(await readFile(file, "utf8"));
	const { violations } = await page.evaluate<{
		violations: {
			id: string;
			nodes: { html: string; failureSummary: string }[];
		}[];
	}>("axe.run()");
	const found = violations.flatMap(({ id, nodes }) =>
		nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
	);
	expect(found).toEqual([]);
}
