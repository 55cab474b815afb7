/** Builds the model of a cast: one region for each caller and each game that take part. */
import { type SnapshotFrom, setup } from "xstate";
import type {
	CallerName,
	CodeOf,
	GameName,
	Step,
	StepType,
	Wait,
} from "./cast.js";
import {
	echoOf,
	lastWords,
	lineTexts,
	noise,
	note,
	pause,
	talk,
} from "./cast.js";
import {
	type CallerMemory,
	copyOf,
	type GameMemory,
	type Memory,
	newMemory,
	Scene,
	type Setting,
	type Sight,
} from "./scene.js";

const modelSetup = setup({
	types: {
		context: {} as Memory,
		events: {} as Step,
		input: {} as Setting,
	},
	actions: {
		/** Read by whoever runs the model: this is what must be seen. */
		see: (_, _sight: Sight) => {},
	},
});

type StepOf<Type extends StepType> = Extract<Step, { type: Type }>;
type RegionConfig = Parameters<typeof modelSetup.createStateConfig>[0];

/** One transition: where to, on which condition, and what happens. */
interface Turn<Type extends StepType> {
	readonly if?: (scene: Scene, step: StepOf<Type>) => boolean;
	readonly to?: string;
	readonly do?: (scene: Scene, step: StepOf<Type>) => void;
}

/** The transitions of one party for one type of step; `isMeant` picks the steps that concern it. */
function turns<Type extends StepType>(
	isMeant: (memory: Memory, step: StepOf<Type>) => boolean,
	choices: readonly Turn<Type>[],
) {
	return choices.map((turn) => ({
		...(turn.to !== undefined && { target: turn.to }),
		guard: ({ context, event }: { context: Memory; event: Step }) => {
			const step = event as StepOf<Type>;
			if (!isMeant(context, step)) return false;
			return turn.if?.(new Scene(context), step) ?? true;
		},
		actions: modelSetup.enqueueActions(({ context, event, enqueue }) => {
			const scene = new Scene(copyOf(context));
			turn.do?.(scene, event as StepOf<Type>);
			enqueue.assign(scene.memory);
			for (const params of scene.sights) enqueue({ type: "see", params });
		}),
	}));
}

// ---------------------------------------------------------------------------------------------
// A caller

/** What a caller does, or what happens to his call. */
function callerRegion(name: CallerName): RegionConfig {
	const my = (scene: Scene): CallerMemory => scene.caller(name);
	const hearsMe = (scene: Scene) =>
		my(scene).ear === "up" && !my(scene).owesFinal;

	/** Steps of this caller. */
	const mine = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>((_, step) => "caller" in step && step.caller === name, choices);
	/** Steps of the game that this caller is paired with, if they mean him. */
	const myGame = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>(({ callers }, step) => {
			if (!("game" in step) || step.game !== callers[name].game) return false;
			return !("to" in step) || step.to === "all" || step.to === name;
		}, choices);
	const any = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>(() => true, choices);
	const becomes = (phase: CallerMemory["phase"]) => (scene: Scene) => {
		my(scene).phase = phase;
	};
	const ends =
		(reason: string, isClosedByServer = true) =>
		(scene: Scene) =>
			scene.end(name, reason, isClosedByServer);
	const waited = (wait: Wait, turn: Turn<"TIME_PASSES">) => ({
		...turn,
		if: (scene: Scene, step: StepOf<"TIME_PASSES">) =>
			step.until === wait &&
			scene.isDueAlone(wait) &&
			(turn.if?.(scene, step) ?? true),
		do: (scene: Scene, step: StepOf<"TIME_PASSES">) => {
			scene.letTimePass();
			turn.do?.(scene, step);
		},
	});

	const failures = {
		SERVER_CLOSES: any<"SERVER_CLOSES">({
			to: "absent",
			do: ends("server going away"),
		}),
		ADAPTER_FAILS: turns<"ADAPTER_FAILS">(
			(_, step) => step.of === name,
			[{ to: "absent", do: ends("failed") }],
		),
	};
	/** The recogniser, the voice and the phone, whatever the call is doing. */
	const whileOnTheLine = {
		...failures,
		DEEPGRAM: any<"DEEPGRAM">(
			{
				if: (scene, { is }) => is === "up" && scene.memory.deepgram !== "up",
				do: (scene) => scene.restoreEar(name),
			},
			{
				if: (scene, { is }) => is === "down" && scene.memory.deepgram === "up",
				do: (scene) => scene.loseEar(name),
			},
			{
				if: (scene, { is }) =>
					is === "refuses" && scene.memory.deepgram !== "refuses",
				do: (scene) => {
					scene.loseEar(name);
					scene.refuseEar(name);
				},
			},
		),
		VOICE: any<"VOICE">({
			if: (scene, { is }) => scene.memory.voice !== is,
			do: (scene) => scene.changeVoice(name),
		}),
	};
	const whileHeard = {
		...whileOnTheLine,
		LISTENS: mine<"LISTENS">({
			if: (scene) => my(scene).atPhone.length > 0,
			do: (scene) => scene.hearOut(name),
		}),
		CALLS_AGAIN_AT_ONCE: mine<"CALLS_AGAIN_AT_ONCE">({
			// A call that was refused is forgotten: another stream of it is another call. So is one that would
			// come while the server drains.
			if: (scene) => my(scene).ear !== "none" && !scene.memory.isDraining,
			do: (scene) => scene.move(name),
		}),
		FINAL_FOLLOWS: mine<"FINAL_FOLLOWS">({
			if: (scene) => my(scene).owesFinal && my(scene).ear === "up",
			do: (scene) => {
				my(scene).owesFinal = false;
			},
		}),
	};
	const missedRecognition = waited("recognition is missed", {
		if: (scene) => my(scene).ear === "down",
		do: (scene) => {
			my(scene).ear = "missed";
			scene.prompt(name, "recognitionLost");
		},
	});
	const overdueMarks = waited("marks are overdue", {
		if: (scene) => my(scene).atPhone.length > 0 && isOnlyListener(scene, name),
		do: (scene) => scene.hearOut(name, false),
	});

	const failedTry = (
		why: Parameters<Scene["failTry"]>[1],
		isSo: (scene: Scene, step: StepOf<"GIVES_CODE">) => boolean,
	): Turn<"GIVES_CODE">[] => {
		const fail = (scene: Scene, step: StepOf<"GIVES_CODE">) => {
			giveCode(scene, name, step);
			scene.failTry(name, why);
		};
		const isLast = (scene: Scene) =>
			why === "no tries left" || scene.isLastTry(name);
		return [
			{
				if: (scene, step) => isSo(scene, step) && isLast(scene),
				to: "goodbye",
				do: (scene, step) => {
					fail(scene, step);
					my(scene).phase = "goodbye";
				},
			},
			{ if: isSo, do: fail },
		];
	};
	const losesGame = (scene: Scene) => {
		my(scene).phase = "listening";
		scene.loseGame(name);
	};
	const canGive = (scene: Scene, { of, by }: StepOf<"GIVES_CODE">) => {
		const { keys } = my(scene);
		if (!scene.canGive(of)) return false;
		if (my(scene).owesFinal) return false;
		if (by === "keys") return keys === "none" && !scene.memory.setting.words;
		if (by === "interim" && scene.memory.setting.words) return false;
		return hearsMe(scene) && keys !== "begun";
	};

	return {
		initial: "absent",
		states: {
			absent: {
				on: {
					CALLER_DIALS: mine<"CALLER_DIALS">({
						if: (scene) => !scene.memory.isDraining,
						to: "ringing",
						do: becomes("ringing"),
					}),
				},
			},
			ringing: {
				on: {
					...failures,
					CALL_STARTS: mine<"CALL_STARTS">(
						{
							if: ({ memory }) => memory.isDraining,
							to: "goodbye",
							do: (scene) => {
								my(scene).phase = "goodbye";
								scene.prompt(name, "serverGoingAway");
							},
						},
						{
							if: (scene) => scene.hasNoTriesLeft(name),
							to: "goodbye",
							do: (scene) => {
								my(scene).phase = "goodbye";
								scene.prompt(name, "refused");
							},
						},
						{
							to: "listening",
							do: (scene) => {
								my(scene).phase = "listening";
								scene.openEar(name);
							},
						},
					),
					HANGS_UP: mine<"HANGS_UP">({
						if: (_, { how }) => how !== "results late",
						to: "absent",
						do: ends("caller hung up", false),
					}),
					TIME_PASSES: any<"TIME_PASSES">(
						waited("start timeout", {
							to: "absent",
							do: ends("never started"),
						}),
					),
				},
			},
			listening: {
				on: {
					...whileHeard,
					GIVES_CODE: mine<"GIVES_CODE">(
						{ if: (scene, step) => !canGive(scene, step), do: outOfScope },
						{
							if: (scene, { of }) => scene.outcome(name, of) === "paired",
							to: "paired",
							do: (scene, step) => {
								giveCode(scene, name, step);
								my(scene).phase = "paired";
								scene.pair(name, step.of as GameName);
							},
						},
						...(
							["no tries left", "unknown", "two games", "full"] as const
						).flatMap((why) =>
							failedTry(
								why,
								(scene, { of }) => scene.outcome(name, of) === why,
							),
						),
					),
					TALKS: mine<"TALKS">({
						if: hearsMe,
						do: (scene) => scene.interrupt(name),
					}),
					RAMBLES: mine<"RAMBLES">({
						if: (scene) => hearsMe(scene) && my(scene).keys === "none",
						do: (scene) => {
							scene.interrupt(name);
							if (my(scene).timesAsked >= 2) return;
							my(scene).timesAsked += 1;
							scene.prompt(name, "notUnderstood");
						},
					}),
					ECHOES: mine<"ECHOES">({
						if: (scene) => hearsMe(scene) && isSounding(scene, name),
						do: (scene) => {
							my(scene).echoes = true;
						},
					}),
					MAKES_NOISE: mine<"MAKES_NOISE">({
						if: (scene) => my(scene).ear === "up",
						do: (scene) => {
							if (!my(scene).echoes) scene.interrupt(name);
						},
					}),
					PRESSES: mine<"PRESSES">(
						{
							if: (scene, { key }) =>
								key === "#" &&
								my(scene).keys !== "none" &&
								scene.isLastTry(name),
							to: "goodbye",
							do: (scene) => {
								scene.failTry(name, "no code");
								my(scene).phase = "goodbye";
							},
						},
						{
							if: (_, { key }) => key === "#",
							do: (scene) => {
								my(scene).hasJustKeyed = true;
								if (my(scene).keys !== "none") scene.failTry(name, "no code");
							},
						},
						{
							if: (scene, { key }) => key === "*" || my(scene).keys === "none",
							do: (scene, { key }) => {
								scene.interrupt(name);
								my(scene).keys = key === "*" ? "none" : "begun";
								my(scene).hasJustKeyed = true;
							},
						},
					),
					HANGS_UP: mine<"HANGS_UP">({
						if: (_, { how }) => how !== "results late",
						to: "absent",
						do: ends("caller hung up", false),
					}),
					TIME_PASSES: any<"TIME_PASSES">(
						waited("reminder", {
							if: (scene) => my(scene).reminders < 2,
							do: (scene) => {
								my(scene).reminders += 1;
								// Who has just been answered knows what to do.
								if (!scene.isQuiet(name)) return;
								const isFirst = my(scene).reminders === 1;
								scene.prompt(
									name,
									isFirst ? "firstReminder" : "secondReminder",
								);
							},
						}),
						waited("reminder", {
							to: "goodbye",
							do: (scene) => {
								my(scene).phase = "goodbye";
								scene.prompt(name, "noCodeHeard");
							},
						}),
						waited("keys settle", {
							if: (scene) => my(scene).keys === "begun",
							do: (scene) => {
								my(scene).keys = "paused";
							},
						}),
						missedRecognition,
						overdueMarks,
					),
				},
			},
			goodbye: {
				always: turns<StepType>(
					({ callers }) => callers[name].phase === "goodbye",
					[
						{
							if: (scene) => scene.isQuiet(name),
							to: "absent",
							do: ends("said goodbye"),
						},
					],
				),
				on: {
					...whileHeard,
					HANGS_UP: mine<"HANGS_UP">({
						if: (_, { how }) => how !== "results late",
						to: "absent",
						do: ends("caller hung up", false),
					}),
					TIME_PASSES: any<"TIME_PASSES">(
						waited("goodbye is over", {
							to: "absent",
							do: ends("said goodbye"),
						}),
						overdueMarks,
					),
				},
			},
			paired: {
				on: {
					...whileHeard,
					TALKS: mine<"TALKS">({
						if: hearsMe,
						do: (scene) => {
							scene.interrupt(name);
							tellHeard(scene, name, talk);
						},
					}),
					ECHOES: mine<"ECHOES">({
						if: (scene) => hearsMe(scene) && isSounding(scene, name),
						do: (scene) => {
							const [line] = scene.sounding(name);
							my(scene).echoes = true;
							tellHeard(scene, name, echoOf(line?.text ?? ""));
						},
					}),
					MAKES_NOISE: mine<"MAKES_NOISE">({
						if: (scene) => my(scene).ear === "up",
						do: (scene) => {
							if (!my(scene).echoes) scene.interrupt(name);
							tellHeard(scene, name, noise);
						},
					}),
					PAUSES: mine<"PAUSES">({
						if: (scene) => my(scene).ear === "up",
						do: (scene) => tellHeard(scene, name, pause),
					}),
					RECOGNISER_NOTES: mine<"RECOGNISER_NOTES">({
						if: (scene) => my(scene).ear === "up",
						do: (scene) => tellHeard(scene, name, note),
					}),
					PRESSES: mine<"PRESSES">({
						if: (_, { key }) => key !== "*",
						do: (scene, { key }) => {
							const endsCode = key === "#" && my(scene).hasJustKeyed;
							my(scene).hasJustKeyed = false;
							if (endsCode) return;
							if (key !== "#") scene.interrupt(name);
							scene.tellGameOf(name, { sees: "key", caller: name, key });
						},
					}),
					GAME_SAYS: myGame<"GAME_SAYS">({
						if: isConnected,
						do: (scene, { line, game }) => {
							const isPlain = scene.memory.setting.dialects[game] === "plain";
							// The typed dialect takes no such line.
							if (line === "blank" && !isPlain) outOfScope(scene);
							if (line === "blank") return;
							scene.speak(name, {
								text: lineTexts[line],
								name: line,
								isStoppable: line === "story" && !isPlain,
							});
						},
					}),
					GAME_STOPS: myGame<"GAME_STOPS">({
						if: (scene, step) =>
							isTyped(scene, step) && isConnected(scene, step),
						do: (scene) => scene.stop(name, (line) => line.name !== undefined),
					}),
					GAME_HANGS_UP: myGame<"GAME_HANGS_UP">({
						if: (scene, step) =>
							isTyped(scene, step) && isConnected(scene, step),
						to: "absent",
						do: ends("game hung up"),
					}),
					GAME_EXPECTS_WORDS: myGame<"GAME_EXPECTS_WORDS">({
						if: (scene, step) =>
							isTyped(scene, step) && isConnected(scene, step),
						do: (scene) => scene.expectWords(name),
					}),
					HANGS_UP: mine<"HANGS_UP">(
						{
							if: (scene, { how }) =>
								how === "results late" && my(scene).ear === "up",
							to: "leaving",
							do: becomes("leaving"),
						},
						{
							if: (_, { how }) => how !== "results late",
							to: "absent",
							do: ends("caller hung up", false),
						},
					),
					...whenGameIsGone(
						name,
						"listening",
						losesGame,
						failures.ADAPTER_FAILS,
					),
					TIME_PASSES: any<"TIME_PASSES">(
						missedRecognition,
						overdueMarks,
						waited("game is missed", {
							if: (scene) => isAway(scene, my(scene).game, "lost"),
							do: (scene) => scene.prompt(name, "gameAway"),
						}),
						waited("game is given up", {
							if: (scene) => isAway(scene, my(scene).game, "missed"),
							to: "listening",
							do: losesGame,
						}),
					),
				},
			},
			leaving: {
				on: {
					FINAL_FOLLOWS: whileHeard.FINAL_FOLLOWS,
					CALLS_AGAIN_AT_ONCE: mine<"CALLS_AGAIN_AT_ONCE">({
						if: (scene) => !scene.memory.isDraining,
						to: "paired",
						do: (scene) => {
							my(scene).phase = "paired";
							my(scene).owesFinal = false;
							scene.loseWhatIsAtPhone(name);
						},
					}),
					LAST_WORDS: mine<"LAST_WORDS">({
						if: hearsMe,
						do: (scene) => tellHeard(scene, name, lastWords),
					}),
					RECOGNISER_FINISHES: mine<"RECOGNISER_FINISHES">({
						to: "absent",
						do: ends("caller hung up", false),
					}),
					SERVER_CLOSES: any<"SERVER_CLOSES">({
						to: "absent",
						do: ends("server going away", false),
					}),
					DEEPGRAM: any<"DEEPGRAM">({
						if: (scene, { is }) => is !== "up" && scene.memory.deepgram !== is,
						to: "absent",
						do: ends("caller hung up", false),
					}),
					VOICE: any<"VOICE">({ do: outOfScope }),
					...whenGameIsGone(
						name,
						"absent",
						(scene) => {
							my(scene).game = null;
							scene.end(name, "caller hung up", false);
						},
						turns<"ADAPTER_FAILS">(
							(_, step) => step.of === name,
							[{ to: "absent", do: ends("failed", false) }],
						),
					),
					TIME_PASSES: any<"TIME_PASSES">(
						waited("last words are over", {
							to: "absent",
							do: ends("caller hung up", false),
						}),
					),
				},
			},
		},
	};
}

/** The caller's game has gone, in one way or another. */
function whenGameIsGone(
	name: CallerName,
	to: string,
	does: (scene: Scene) => void,
	failures: ReturnType<typeof turns<"ADAPTER_FAILS">>,
) {
	const isHis = ({ callers }: Memory, game: unknown) =>
		callers[name].game !== null && callers[name].game === game;
	return {
		GAME_LEAVES: turns<"GAME_LEAVES">(
			(memory, { game }) => isHis(memory, game),
			[{ if: isConnected, to, do: does }],
		),
		GAME_IS_CUT_OFF: turns<"GAME_IS_CUT_OFF">(
			(memory, { game }) => isHis(memory, game),
			[{ if: (scene, step) => !isTyped(scene, step), to, do: does }],
		),
		ADAPTER_FAILS: [
			...failures,
			...turns<"ADAPTER_FAILS">(
				(memory, { of }) => isHis(memory, of) && isReachable(memory, of),
				[{ to, do: does }],
			),
		],
	};
}

/** The socket of a game that is away can hardly fail. */
function isReachable({ games }: Memory, name: string): boolean {
	return Object.entries(games).some(
		([game, { away }]) => game === name && away === "no",
	);
}

function outOfScope({ memory }: Scene): void {
	memory.outOfScope = true;
}

function tellHeard(scene: Scene, caller: CallerName, what: string): void {
	scene.tellGameOf(caller, { sees: "heard", caller, what });
}

/** A code is given: whoever speaks or presses a key is not talked over. */
function giveCode(
	scene: Scene,
	name: CallerName,
	{ by }: { readonly by: string; readonly of: CodeOf },
): void {
	scene.interrupt(name);
	const memory = scene.caller(name);
	if (by === "interim") memory.owesFinal = true;
	if (by === "keys") memory.hasJustKeyed = true;
	memory.keys = "none";
}

function isSounding(scene: Scene, name: CallerName): boolean {
	return scene.sounding(name).length > 0;
}

function isOnlyListener(scene: Scene, name: CallerName): boolean {
	return Object.entries(scene.memory.callers).every(
		([other, { atPhone }]) => other === name || atPhone.length === 0,
	);
}

function isTyped({ memory }: Scene, { game }: { game: GameName }): boolean {
	return memory.setting.dialects[game] === "typed";
}

/** Whether the game can say or hear anything just now. */
function isConnected(scene: Scene, { game }: { game: GameName }): boolean {
	return scene.game(game).away === "no";
}

function isAway(
	scene: Scene,
	game: GameName | null,
	how: GameMemory["away"],
): boolean {
	return game !== null && scene.game(game).away === how;
}

// ---------------------------------------------------------------------------------------------
// A game

/** What a game does, or what happens to it. */
function gameRegion(name: GameName): RegionConfig {
	const my = (scene: Scene): GameMemory => scene.game(name);
	const mine = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>((_, step) => "game" in step && step.game === name, choices);
	const any = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>(() => true, choices);
	const closes = (code?: number) => (scene: Scene) =>
		scene.closeGame(name, code);
	const refuses = (problem: string) => (scene: Scene) =>
		scene.tell(name, { sees: "refused", problem });
	/** Asks for a call that is not there. */
	const asksTheAir = (
		scene: Scene,
		{ to }: { to: string; game: GameName },
	): boolean => {
		if (to === "stranger") return true;
		return to === "all" && my(scene).callers.length === 0;
	};
	type Asking = StepOf<"GAME_SAYS" | "GAME_STOPS" | "GAME_HANGS_UP">;
	const asks = turns<Asking["type"]>(
		(_, step) =>
			step.game === name &&
			!(step.type === "GAME_SAYS" && step.line === "blank"),
		[
			{
				if: (scene, step) =>
					asksTheAir(scene, step) &&
					(isTyped(scene, step) ||
						(step.type === "GAME_SAYS" && step.to === "all")),
				do: refuses("no such call"),
			},
		],
	);
	const drainedAway = turns<StepType>(
		({ isDraining, games }) =>
			isDraining && games[name].isHere && games[name].callers.length === 0,
		[
			{
				to: "absent",
				do: (scene) =>
					scene.closeGame(
						name,
						scene.game(name).away === "no" ? 1001 : undefined,
					),
			},
		],
	);
	const waited = (
		wait: Wait,
		away: GameMemory["away"],
		turn: Turn<"TIME_PASSES">,
	) => ({
		...turn,
		if: (scene: Scene, { until }: StepOf<"TIME_PASSES">) =>
			until === wait && my(scene).away === away && scene.isDueAlone(wait),
		do: (scene: Scene, step: StepOf<"TIME_PASSES">) => {
			scene.letTimePass();
			turn.do?.(scene, step);
		},
	});

	return {
		initial: "absent",
		states: {
			absent: {
				on: {
					GAME_JOINS: mine<"GAME_JOINS">(
						{ if: ({ memory }) => memory.isDraining, do: outOfScope },
						{
							if: ({ memory }) => memory.freeCodes === 0,
							do: (scene) => scene.tell(name, { sees: "closed", code: 1013 }),
						},
						{
							to: "here",
							do: (scene) => {
								scene.takeCode();
								my(scene).isHere = true;
								scene.tell(name, { sees: "code" });
							},
						},
					),
				},
			},
			here: {
				always: drainedAway,
				on: {
					GAME_LEAVES: mine<"GAME_LEAVES">({ to: "absent", do: closes() }),
					GAME_IS_CUT_OFF: mine<"GAME_IS_CUT_OFF">(
						{
							if: isTyped,
							to: "away",
							do: (scene) => {
								my(scene).away = "lost";
							},
						},
						{ to: "absent", do: closes() },
					),
					GAME_SAYS: asks,
					GAME_STOPS: asks,
					GAME_HANGS_UP: asks,
					GAME_WANTS_CODE: mine<"GAME_WANTS_CODE">(
						{
							if: (scene, step) =>
								isTyped(scene, step) && scene.memory.freeCodes === 0,
							do: refuses("no code free"),
						},
						{
							if: isTyped,
							do: (scene) => {
								scene.takeCode();
								scene.memory.hasRestedCode = true;
								scene.tell(name, { sees: "code" });
							},
						},
					),
					GAME_EXPECTS_WORDS: mine<"GAME_EXPECTS_WORDS">({
						if: isTyped,
						do: (scene) => {
							my(scene).expectsWords = true;
						},
					}),
					ADAPTER_FAILS: turns<"ADAPTER_FAILS">(
						(_, { of }) => of === name,
						[{ to: "absent", do: closes(1011) }],
					),
					SERVER_CLOSES: any<"SERVER_CLOSES">({
						to: "absent",
						do: closes(1001),
					}),
				},
			},
			away: {
				always: drainedAway,
				on: {
					GAME_RETURNS: mine<"GAME_RETURNS">({
						to: "here",
						do: (scene) => {
							my(scene).away = "no";
						},
					}),
					TIME_PASSES: any<"TIME_PASSES">(
						waited("game is missed", "lost", {
							do: (scene) => {
								my(scene).away = "missed";
							},
						}),
						waited("game is given up", "missed", {
							to: "absent",
							do: closes(),
						}),
					),
					SERVER_CLOSES: any<"SERVER_CLOSES">({ to: "absent", do: closes() }),
				},
			},
		},
	};
}

// ---------------------------------------------------------------------------------------------
// What is nobody's

/** Deepgram, its voice, and whether the server takes anything new. */
const worldRegion: RegionConfig = {
	on: {
		DEEPGRAM: turns<"DEEPGRAM">(
			({ deepgram }, { is }) => deepgram !== is,
			[
				{
					// A socket that was refused for good is not dialled again, nor does one that is up come to be down twice.
					if: ({ memory }, { is }) => is !== "down" || memory.deepgram === "up",
					do: (scene, { is }) => {
						scene.memory.deepgram = is;
					},
				},
			],
		),
		VOICE: turns<"VOICE">(
			({ voice }, { is }) => voice !== is,
			[
				{
					do: (scene, { is }) => {
						scene.memory.voice = is;
					},
				},
			],
		),
		SERVER_DRAINS: turns<"SERVER_DRAINS">(
			({ isDraining }) => !isDraining,
			[
				{
					do: (scene) => {
						scene.memory.isDraining = true;
					},
				},
			],
		),
	},
};

/** The model in which these take part. The world comes first, so that all others see what it has become. */
export function modelOf(
	callers: readonly CallerName[],
	games: readonly GameName[],
) {
	const regions: Record<string, RegionConfig> = { world: worldRegion };
	for (const name of callers) regions[name] = callerRegion(name);
	for (const name of games) regions[name] = gameRegion(name);
	return modelSetup.createMachine({
		id: "model",
		type: "parallel",
		context: ({ input }) => newMemory(input),
		states: regions,
	});
}

export type Model = ReturnType<typeof modelOf>;
export type ModelSnapshot = SnapshotFrom<Model>;
