import type { GameName, StepType, Wait } from "../cast.js";
import { isTyped } from "./game-reach.js";
import { hasOpenTale } from "./lines.js";
import type { GameMemory } from "./memory.js";
import { closeGame } from "./pairing.js";
import { outOfScope, type Scene } from "./scene.js";
import {
	hasTakenTooMany,
	isEveryCodeShown,
	takeCode,
	takeNewCode,
} from "./shown-codes.js";
import {
	any,
	type RegionConfig,
	type StepOf,
	type Turn,
	turns,
} from "./turns.js";
import { isDueAlone, letTimePass } from "./waits.js";

/** What a game does, or what happens to it. */
export function gameRegion(name: GameName): RegionConfig {
	const my = (scene: Scene): GameMemory => scene.game(name);
	const mine = <Type extends StepType>(...choices: Turn<Type>[]) =>
		turns<Type>((_, step) => "game" in step && step.game === name, choices);
	const closes = (code?: number) => (scene: Scene) =>
		closeGame(scene, name, code);
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
	const lendsNobody = (scene: Scene) => {
		const { callers } = my(scene);
		return callers.every((caller) => !scene.caller(caller).talks.lent);
	};
	/** None whom it means has more of its tale to hear. */
	const hasNoTale = (scene: Scene, { to }: StepOf<"GAME_GOES_ON">) =>
		my(scene)
			.callers.filter((caller) => to === "all" || to === caller)
			.every((caller) => !hasOpenTale(scene, caller));
	const isMine = (scene: Scene, { to }: StepOf<"GAME_GOES_ON">) =>
		to === "all" || my(scene).callers.some((caller) => caller === to);
	type Asking = StepOf<
		"GAME_SAYS" | "GAME_BEGINS_TALE" | "GAME_STOPS" | "GAME_HANGS_UP"
	>;
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
					closeGame(
						scene,
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
			until === wait && my(scene).away === away && isDueAlone(scene, wait),
		do: (scene: Scene, step: StepOf<"TIME_PASSES">) => {
			letTimePass(scene);
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
							if: isEveryCodeShown,
							do: (scene) => scene.tell(name, { sees: "closed", code: 1013 }),
						},
						{
							to: "here",
							do: (scene) => {
								takeCode(scene);
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
					GAME_BEGINS_TALE: asks,
					GAME_GOES_ON: mine<"GAME_GOES_ON">(
						{
							if: (scene, step) =>
								step.to === "stranger" && isTyped(scene, step),
							do: refuses("no such call"),
						},
						{
							if: (scene, step) =>
								isTyped(scene, step) &&
								isMine(scene, step) &&
								hasNoTale(scene, step),
							do: refuses("line over"),
						},
					),
					GAME_LENDS: turns<"GAME_LENDS">(
						(_, { game }) => game === name,
						[
							{
								if: (scene) => my(scene).callers.length === 0,
								do: refuses("no such call"),
							},
						],
					),
					GAME_TAKES_BACK: mine<"GAME_TAKES_BACK">({
						if: lendsNobody,
						do: refuses("no conversation"),
					}),
					GAME_VOUCHES: mine<"GAME_VOUCHES">({
						if: lendsNobody,
						do: refuses("no conversation"),
					}),
					GAME_STOPS: asks,
					GAME_HANGS_UP: asks,
					GAME_WANTS_CODE: mine<"GAME_WANTS_CODE">(
						{
							if: (scene, step) =>
								isTyped(scene, step) && hasTakenTooMany(scene, name),
							do: refuses("too many codes"),
						},
						{
							if: (scene, step) =>
								isTyped(scene, step) && isEveryCodeShown(scene),
							do: refuses("no code free"),
						},
						{
							if: isTyped,
							do: (scene) => {
								takeNewCode(scene, name);
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
