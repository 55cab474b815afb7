/** The game that the README shows answers a call, just as it stands there. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InProcessServer } from "../support/server/in-process-server.js";
import { Arrivals } from "../support/waiting/arrivals.js";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const usualAddress = "ws://127.0.0.1:5000/game";

/** The one program in JavaScript that the README has. */
function gameInReadme(): string {
	const [program, another] = [...readme.matchAll(/^```js\n(.*?)^```$/gms)];
	expect(another).toBeUndefined();
	return program?.[1] ?? "";
}

test("the game in the README shows its code, hears its caller and answers", async () => {
	const whole = await InProcessServer.start();
	onTestFinished(() => whole.close());
	const program = gameInReadme();
	expect(program).toContain(usualAddress);
	const address = whole.socketUrl("/game");
	const out = new Arrivals<string>("line of the README's game");
	const game = execFile(
		process.execPath,
		["--input-type=module", "--eval", program.replace(usualAddress, address)],
		{ cwd: root },
	);
	onTestFinished(() => void game.kill());
	game.stdout?.on("data", (text: string) => {
		for (const line of text.trim().split("\n")) out.push(line);
	});
	game.stderr?.on("data", (text: string) => out.fail(new Error(text)));

	const shown = await out.next(15_000);
	const code = /^Ring \+15005550006 and say (\d+)$/.exec(shown)?.[1] ?? "";
	const caller = await whole.call({ autoPlay: "at once" });
	caller.press(code);
	await caller.mark();
	const listener = await whole.deepgram.nextListener();
	caller.sendAudio(200);
	await listener.heardAudio(1_600);
	listener.say("open the door", { startMs: 2_000 });
	expect(await out.next()).toBe("They said: open the door");
	expect(await out.next()).toMatch(/^Our answer was heard\.$/);
}, 30_000);
