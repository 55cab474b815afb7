/** The game that the page for authors shows: it lends its caller to the keeper, and prints how it came out. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CallToCharacter } from "../../support/server/call-to-character.js";
import { InProcessServer } from "../../support/server/in-process-server.js";
import { Arrivals } from "../../support/waiting/arrivals.js";

const root = join(import.meta.dirname, "../../..");
const game = join(root, "clients/js/examples/lent-caller.js");

test("it is shorter than 25 lines, and the one on the page", () => {
	const code = readFileSync(game, "utf8");
	expect(code.trim().split("\n").length).toBeLessThan(25);
	const page = readFileSync(join(root, "docs/flows.md"), "utf8");
	const shown = code.replace(/^\/\/.*\n/, "").trim();
	expect(page).toContain(`\`\`\`js\n${shown}\n\`\`\``);
});

async function serving(): Promise<InProcessServer> {
	const FLOWS = join(root, "examples");
	const whole = await InProcessServer.startWithFlux({ FLOWS });
	onTestFinished(() => whole.close());
	return whole;
}

/** The game as its reader starts it, and a caller who has given its code. */
async function playing() {
	const whole = await serving();
	const printed = new Arrivals<string>("line of the game");
	const setup = `data:text/javascript,import { WebSocket } from ${JSON.stringify(import.meta.resolve("ws"))}; globalThis.WebSocket = WebSocket;`;
	const url = whole.socketUrl("/game");
	const child = execFile(process.execPath, ["--import", setup, game, url]);
	onTestFinished(() => void child.kill());
	child.stdout?.on("data", (text: string) => {
		for (const line of text.trim().split("\n")) printed.push(line);
	});
	child.stderr?.on("data", (text: string) => printed.fail(new Error(text)));
	const line = await printed.next(15_000);
	const code = /^Ring \+15005550006 and say (\d+)$/.exec(line)?.[1] ?? "";
	const call = await CallToCharacter.ring(whole);
	call.caller.press(`${code}#`);
	await call.hears("Who rings a lighthouse?");
	// Whatever is said before he knows that this was heard finds him still answering.
	await call.says("good evening");
	await call.hears("Who is this?");
	return { printed, call };
}

test("a caller who wins the keeper's trust sees the lamp lit, and the game is told", async () => {
	const { printed, call } = await playing();
	await call.says("my name is Ann");
	await call.hears("what do you want at this hour?");
	await call.says("thank you for picking up");
	await call.hears("Out with it.");
	await call.says("there is a ship out there");
	await call.hears("How many aboard?");
	await call.says("please tell me why");
	await call.hears("straight onto the rock.");
	await call.says("it was not your fault");
	await call.hears("Good night.");
	expect(await printed.next()).toBe("The lamp burns: hung up");
	expect(await call.caller.closed()).toMatchObject({ code: 1000 });
}, 30_000);

test("a caller who insults him twice does not", async () => {
	const { printed, call } = await playing();
	await call.says("you old fool");
	await call.hears("Once more, and I hang up.");
	await call.says("you liar");
	await call.hears("Then find your way in the dark, like the rest of us.");
	expect(await printed.next()).toBe("It stays dark: hung up");
}, 30_000);

test("a caller who hangs up leaves it dark", async () => {
	const { printed, call } = await playing();
	call.caller.hangUp();
	expect(await printed.next()).toBe("It stays dark: call ended");
}, 30_000);
