import { Choice } from "./choice.js";
import { Game } from "./game/game.js";
import { GameView } from "./game/game-view.js";
import { drawScene } from "./game/scene.js";
import { stepsDone } from "./keeper/ending.js";
import { Keeper, type ToldOfTalk } from "./keeper/keeper.js";
import { drawKeeperScene } from "./keeper/keeper-scene.js";
import { KeeperView } from "./keeper/keeper-view.js";
import { Knobs } from "./knobs.js";
import { element } from "./page-elements.js";
import { Phone } from "./phone/phone.js";
import { PhoneView } from "./phone/phone-view.js";
import { Story } from "./story.js";

const choice = new Choice(show);
if (inAddress("ring") === "keeper") choice.choose("keeper");
const phone = new Phone({
	changed: show,
	heardOfTalk: (news) => keeper.hear(news),
});
const game = new Game(
	new Story("Wren", element("story"), element("interim")),
	{ changed: show },
	inAddress("key"),
);
const gameView = new GameView(game, {
	get callId() {
		return phone.callId;
	},
	say: (text) => void phone.say(text),
});
const keeperStory = new Story("Marrow", element("keeper-story"), undefined);
const keeper = new Keeper({ tell: write, changed: show });
const keeperView = new KeeperView(keeper, {
	get isOnLine() {
		return phone.state !== "idle";
	},
	say: (text) => void phone.say(text),
});
const phoneView = new PhoneView(phone, {
	get code() {
		return choice.who === "game" ? game.state.code : undefined;
	},
	get example() {
		if (choice.who === "keeper") return "thank you";
		return isWithPhone() ? "go north" : "";
	},
	findNumber,
});
const knobs = new Knobs(phone, game);
element("cord").setAttribute("d", coil());
show();

function show(): void {
	choice.show(phone.state !== "idle");
	if (phone.state === "idle") keeper.end();
	phoneView.show();
	knobs.show();
	if (choice.who === "game") {
		gameView.show();
		drawScene(game.state.lighthouse);
	} else {
		void keeper.learn();
		keeperView.show();
		drawKeeperScene(keeper.place, keeper.ending);
	}
	element("cord").classList.toggle("joined", isWithPhone());
	showSteps();
}

/** The game is found by its code, and the keeper by his number. */
async function findNumber(): Promise<string | undefined> {
	if (choice.who === "game") return undefined;
	keeper.begin();
	await keeper.learn();
	return keeper.facts?.phoneNumber;
}

function write(told: ToldOfTalk): void {
	if (told.type === "said") keeperStory.heard(told.text);
	else if (told.type === "heard")
		keeperStory.heardOfLine(told.text, told.wasCut);
	else if (told.type === "speaking") keeperStory.speak(told.text);
	else keeperStory.note(told.text);
}

/** Whether the chosen one has the phone on this page. */
function isWithPhone(): boolean {
	if (choice.who === "keeper") return keeper.isTalking;
	const { callId } = phone;
	return callId !== undefined && game.state.calls.includes(callId);
}

function showSteps(): void {
	const { done, current } =
		choice.who === "game" ? progress() : progressWithKeeper();
	const items = document.querySelectorAll(`.steps[data-of="${choice.who}"] li`);
	for (const [step, item] of items.entries()) {
		item.classList.toggle("done", step < done);
		if (step === current) item.setAttribute("aria-current", "step");
		else item.removeAttribute("aria-current");
	}
}

interface Progress {
	/** How many steps the person has taken. */
	readonly done: number;
	/** Which is next. */
	readonly current: number | undefined;
}

/** With a game elsewhere and at the end no step is next, as Wren is not there. */
function progress(): Progress {
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

function progressWithKeeper(): Progress {
	const { scene, ending, isTalking } = keeper;
	if (ending === "won") return { done: 3, current: undefined };
	if (!isTalking) return { done: 0, current: 0 };
	const done = stepsDone(scene?.activeStates ?? [], ending);
	return { done, current: ending === "open" ? done : undefined };
}

/**
 * From the part of the address that is not sent: the key for the server's games, where it asks for one, and who is to be rung
 * at first.
 */
function inAddress(name: "key" | "ring"): string | undefined {
	return new URLSearchParams(location.hash.slice(1)).get(name) ?? undefined;
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
