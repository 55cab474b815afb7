import { Game } from "./game/game.js";
import { GameView } from "./game/game-view.js";
import { Story } from "./game/story.js";
import { Knobs } from "./knobs.js";
import { element } from "./page-elements.js";
import { Phone } from "./phone/phone.js";
import { PhoneView } from "./phone/phone-view.js";

/** The game's name for the call of the page's own phone, once it is known. */
let callId: string | undefined;

const phone = new Phone(show);
const game = new Game(
	new Story(),
	{ changed: show, callers: recogniseCaller },
	gameKey(),
);
const gameView = new GameView(game, {
	get callId() {
		return callId;
	},
	say: (text) => void phone.say(text),
});
const phoneView = new PhoneView(phone, () => game.state.code);
const knobs = new Knobs(phone, game);
element("cord").setAttribute("d", coil());
show();

function show(): void {
	if (phone.callSid === undefined) callId = undefined;
	gameView?.show();
	phoneView?.show();
	knobs?.show();
	showSteps();
}

/** Whether the caller who came to the game is the phone on this page: the server knows both names of a call. */
async function recogniseCaller(): Promise<void> {
	const { callSid } = phone;
	if (callSid !== undefined) callId = await callIdOf(callSid);
	phone.pair(callId !== undefined && game.state.calls.includes(callId));
	show();
}

async function callIdOf(callSid: string): Promise<string | undefined> {
	try {
		const response = await fetch(`/try-it/call?sid=${callSid}`, {
			method: "POST",
		});
		if (!response.ok) return undefined;
		return ((await response.json()) as { call: string }).call;
	} catch {
		return undefined;
	}
}

function showSteps(): void {
	const steps = ["step-call", "step-code", "step-talk"];
	const at = { idle: 0, ringing: 0, greeting: 1, waiting: 1, connected: 2 }[
		phone.state
	];
	steps.forEach((id, step) => {
		const item = element(id);
		item.classList.toggle("done", step < at);
		if (step === at) item.setAttribute("aria-current", "step");
		else item.removeAttribute("aria-current");
	});
}

/** The key for the server's games, where it asks for one, is in the part of the address that is not sent. */
function gameKey(): string | undefined {
	return new URLSearchParams(location.hash.slice(1)).get("key") ?? undefined;
}

/** The windings of a telephone cord, 96 wide and 60 high. */
function coil(): string {
	const windings = 10;
	const points = Array.from({ length: windings * 16 + 1 }, (_, at) => {
		const turn = (at / 16) * 2 * Math.PI;
		const along = at / (windings * 16);
		const x = 12 + 72 * along + 6 * Math.sin(turn);
		const y = 34 - 14 * Math.cos(turn) + 10 * Math.sin(along * Math.PI);
		return `L ${x.toFixed(1)} ${y.toFixed(1)}`;
	});
	return `M 0 26 ${points.join(" ")} L 96 26`;
}
