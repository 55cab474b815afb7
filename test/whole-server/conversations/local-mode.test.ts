/** A character who answers the phone of the built server with nothing around it: no account, no key, no model, no settings. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { synthesise } from "../../../src/adapters/local/flite.js";
import { silence } from "../../../src/adapters/sound/mulaw.js";
import { tryItKeeperNumber } from "../../../src/settings/config.js";
import { TypedGame } from "../../support/games/typed-game.js";
import { ServerProcess } from "../../support/server/server-process.js";
import { TwilioCaller } from "../../support/twilio/twilio-caller.js";

const timeout = 120_000;
/** How long the local recogniser may take beside other tests. */
const recognitionMs = 30_000;
let server: ServerProcess;

beforeAll(async () => {
	server = await ServerProcess.start();
}, timeout);

afterAll(async () => {
	await server?.stop("SIGKILL");
});

/** Says it at the pace of people, and gives the recogniser the pause by which it knows the end. */
async function say(caller: TwilioCaller, text: string): Promise<void> {
	const spoken = await synthesise(text);
	await caller.speak(
		Buffer.concat([silence(300), Buffer.from(spoken), silence(1_500)]),
	);
}

/** The name of the next mark that was set behind a line. */
async function lineSpoken(caller: TwilioCaller): Promise<void> {
	while (!(await caller.mark(recognitionMs)).startsWith("line-"));
}

test("the keeper of the try-it page has a number of his own, hears an insult, and hangs up after the second", {
	timeout,
}, async () => {
	const caller = await TwilioCaller.call(server.socketUrl("/twilio"), {
		parameters: { to: tryItKeeperNumber },
		autoPlay: "at once",
	});
	await lineSpoken(caller);
	await say(caller, "Idiot!");
	await lineSpoken(caller);
	await say(caller, "Shut up!");
	expect(await caller.closed()).toMatchObject({ code: 1000 });
	await server.log.first(({ reason }) => reason === "character hung up");
});

test("a game lends him its caller, and is told where the talk is", {
	timeout,
}, async () => {
	const game = await TypedGame.join(server.socketUrl("/game"));
	const caller = await TwilioCaller.call(server.socketUrl("/twilio"), {
		autoPlay: "at once",
	});
	caller.press(`${game.welcome.code}#`);
	await game.event("paired");
	game.send({ type: "converse", flow: "keeper" });
	expect(await game.event("scene")).toMatchObject({ state: "answering" });
	expect(await game.event("scene")).toMatchObject({ state: "talking.wary" });
	await say(caller, "Why is it dark?");
	expect(await game.event("scene")).toMatchObject({ state: "talking.evasive" });
	caller.hangUp();
	expect(await game.event("conversed")).toMatchObject({ reason: "call ended" });
});
