/** The operators' pages of the built server, in a real browser. */
import axe from "axe-core";
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DeepgramServer } from "../../support/deepgram/deepgram-server.js";
import { GameClient } from "../../support/games/game-client.js";
import { keepPicture, launchBrowser } from "../../support/pages/browser.js";
import { ServerProcess } from "../../support/server/server-process.js";
import { TwilioCaller } from "../../support/twilio/twilio-caller.js";

let deepgram: DeepgramServer;
let server: ServerProcess;
let browser: Browser;
let adminUrl: string;

// A browser beside other tests may take its time.
vi.setConfig({ testTimeout: 40_000 });

beforeAll(async () => {
	[deepgram, browser] = await Promise.all([
		DeepgramServer.start(),
		launchBrowser(),
	]);
	server = await ServerProcess.start({
		DEEPGRAM_API_KEY: "a-secret-key",
		DEEPGRAM_URL: `${deepgram.listenUrl}?encoding=mulaw&sample_rate=8000`,
		DEEPGRAM_SPEAK_URL: `${deepgram.speakUrl}?encoding=mulaw&sample_rate=8000`,
		TWILIO_PHONE_NUMBER: "+15005550006",
		INSPECT: "stately",
	});
	const line = await server.log.first(({ msg }) => msg.includes("operators"));
	adminUrl = String(line.url);
}, 60_000);

afterAll(async () => {
	await browser?.close();
	await server?.stop("SIGKILL");
	await deepgram?.close();
});

/** A page of its own, and everything that is wrong with it. */
async function open(path: string, colorScheme: "light" | "dark") {
	const context = await browser.newContext({
		viewport: { width: 1500, height: 950 },
		colorScheme,
	});
	const page = await context.newPage();
	const troubles: string[] = [];
	page.on("console", (line) => {
		if (line.type() === "error") troubles.push(line.text());
	});
	page.on("pageerror", ({ message }) => troubles.push(message));
	page.on("request", (request) => {
		if (new URL(request.url()).host !== new URL(adminUrl).host)
			troubles.push(`asked elsewhere: ${request.url()}`);
	});
	page.setDefaultTimeout(10_000);
	await page.goto(adminUrl + path);
	return { page, troubles, close: () => context.close() };
}

async function barriersIn(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	const violations = await page.evaluate(async () => {
		const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
		return (await axe.run()).violations.map(({ id, nodes }) => ({
			id,
			where: nodes.map(({ target }) => String(target)),
		}));
	});
	return violations.map(({ id, where }) => `${id}: ${where.join(", ")}`);
}

async function ready() {
	const game = await GameClient.join(server.socketUrl("/game"));
	const { code } = await game.shown();
	const caller = await TwilioCaller.call(server.socketUrl("/twilio"));
	const listener = await deepgram.nextListener();
	return { game, code, caller, listener };
}

test("the front page leads to everything that there is", async () => {
	const { page, troubles, close } = await open("/", "light");
	const targets = await page
		.locator("a")
		.evaluateAll((links) =>
			links.map((link) => link.getAttribute("href") ?? ""),
		);
	expect(targets.sort()).toEqual([
		"/healthz",
		"/inspect",
		"/inspect/stately",
		"/metrics",
		"/readyz",
	]);
	for (const target of targets) {
		expect((await fetch(adminUrl + target)).status).toBe(200);
	}
	expect(await barriersIn(page)).toEqual([]);
	expect(troubles).toEqual([]);
	await keepPicture(page, "operators-front");
	await close();
});

describe.each(["light", "dark"] as const)("the inspector, %s", (scheme) => {
	test("a call is chosen by keyboard, followed live, replayed, and looked at after its end", async () => {
		const { page, troubles, close } = await open("/inspect", scheme);
		const { game, code, caller, listener } = await ready();
		const live = (state: string) =>
			page.locator(`g.chart-live[data-state="${state}"]`);
		const sequence = page.locator("#sequence");

		await page.locator("#find").fill("call listening");
		const choice = page.locator("#live li.call button");
		await choice.waitFor();
		await choice.focus();
		await page.keyboard.press("Enter");
		await live("call.listeningForCode.listening").waitFor();

		caller.press(`${code}#`);
		expect(await game.text()).toBe("connected");
		listener.say("open the door", { startMs: 2_000 });
		await game.text();
		await live("call.paired.talking").waitFor();
		await sequence.getByText("caller.heard").first().waitFor();
		const newStates = await page.locator(".new-state").allInnerTexts();
		expect(newStates.slice(-2)).toEqual([
			"listeningForCode.listening.code.lookingUp",
			"paired.talking",
		]);
		expect(await page.locator("#parties").innerText()).toMatch(
			/phone.*recogniser.*call.*coordinator.*game/s,
		);
		expect(await page.locator("text.chart-taken").count()).toBeGreaterThan(0);
		expect(await barriersIn(page)).toEqual([]);
		await keepPicture(page, `inspector-${scheme}`);

		await sequence.getByText("code.heard").click();
		await page.locator(".at-hand", { hasText: "code.heard" }).waitFor();
		await page.locator("#forth").press("Enter");
		await page.locator(".at-hand", { hasText: "code.matched" }).waitFor();
		await live("call.paired.talking").waitFor();
		await page.locator("#back").press("Enter");
		await live("call.listeningForCode.listening").waitFor();
		expect(await live("call.paired.talking").count()).toBe(0);
		expect(await page.locator("#live-again").getAttribute("aria-pressed")).toBe(
			"false",
		);
		await keepPicture(page, `inspector-replay-${scheme}`);
		await page.locator("#back").press("Enter");
		await page.locator(".at-hand", { hasText: "key.pressed" }).waitFor();
		await page.locator("#sequence-frame").press("ArrowDown");
		await page.locator(".at-hand", { hasText: "code.heard" }).waitFor();
		await page.locator("#moment").press("Home");
		await page.getByText("State: awaitingStart").waitFor();
		await page.locator("#live-again").click();
		await live("call.paired.talking").waitFor();

		caller.hangUp();
		await page.getByText("caller hung up").first().waitFor();
		await live("call.ended").waitFor();
		await page.locator("#find").fill("");
		await page.locator("#ended li.call button").first().waitFor();
		game.leave();
		const text = await page.locator("body").innerText();
		expect(text).not.toMatch(/open the door|1500|secret/);
		expect(troubles).toEqual([]);
		await close();
	});
});

test("the page finds its way back when the connection was lost", async () => {
	const page = await browser.newPage();
	const sockets: WebSocketRoute[] = [];
	await page.routeWebSocket("**/inspect/socket", (socket) => {
		socket.connectToServer();
		sockets.push(socket);
	});
	await page.goto(`${adminUrl}/inspect`);
	const trouble = page.locator("#connection");
	await page.getByText("0 calls").waitFor();
	await sockets[0]?.close();
	await trouble.waitFor({ state: "visible" });
	await trouble.waitFor({ state: "hidden" });
	const { game } = await ready();
	await page.getByText("1 call,").waitFor();
	expect(sockets).toHaveLength(2);
	game.leave();
	await page.close();
});

test("Stately's page in its frame is handed every event", async () => {
	const page = await browser.newPage();
	await page.route("https://stately.ai/**", (route) =>
		route.fulfill({
			contentType: "text/html",
			body: `<!doctype html><title>stand-in</title><ul></ul><script>
				addEventListener("message", ({ data }) => {
					const item = document.createElement("li");
					item.textContent = data.type + " " + (data.event?.type ?? data.name);
					document.querySelector("ul").append(item);
				});
				parent.postMessage({ type: "@statelyai.connected" }, "*");
			</script>`,
		}),
	);
	await page.goto(`${adminUrl}/inspect/stately`);
	const { game, caller, code } = await ready();
	const frame = page.frameLocator("#inspector").locator("ul");
	const told = (hasText: string) => frame.locator("li", { hasText }).first();
	await told("@xstate.actor phone").waitFor();
	caller.press(`${code}#`);
	await told("@xstate.snapshot code.matched").waitFor();
	expect(await frame.innerText()).not.toContain(code);
	game.leave();
	await page.close();
});
