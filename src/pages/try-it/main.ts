import { Game } from "./game/game.js";
import { GameView } from "./game/game-view.js";
import { Story } from "./game/story.js";
import { Knobs } from "./knobs.js";
import { element } from "./page-elements.js";
import { Phone } from "./phone/phone.js";
import { PhoneView } from "./phone/phone-view.js";

const phone = new Phone(show);
const game = new Game(new Story(), { changed: show }, gameKey());
const gameView = new GameView(game, {
	get callId() {
		return phone.callId;
	},
	say: (text) => void phone.say(text),
});
const phoneView = new PhoneView(phone, {
	get code() {
		return game.state.code;
	},
	get isWithPhone() {
		return isWithPhone();
	},
});
const knobs = new Knobs(phone, game);
element("cord").setAttribute("d", coil());
show();

function show(): void {
	gameView?.show();
	phoneView?.show();
	knobs?.show();
	element("cord").classList.toggle("joined", isWithPhone());
	showSteps();
}

/** Whether the caller of the game is the phone on this page. */
function isWithPhone(): boolean {
	const { callId } = phone;
	return callId !== undefined && game.state.calls.includes(callId);
}

function showSteps(): void {
	const steps = ["step-call", "step-code", "step-talk"];
	const { done, current } = progress();
	steps.forEach((id, step) => {
		const item = element(id);
		item.classList.toggle("done", step < done);
		if (step === current) item.setAttribute("aria-current", "step");
		else item.removeAttribute("aria-current");
	});
}

/** How many steps the person has taken, and which is next: with a game elsewhere and at the end none, as Wren is not there. */
function progress(): {
	readonly done: number;
	readonly current: number | undefined;
} {
	switch (phone.state) {
		case "idle":
		case "ringing":
			return { done: 0, current: 0 };
		case "greeting":
		case "waiting":
			return { done: 1, current: 1 };
		case "connected":
			return { done: 2, current: isWithPhone() ? 2 : undefined };
		case "goodbye":
			return { done: 1, current: undefined };
	}
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
