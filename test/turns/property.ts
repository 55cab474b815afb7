/** Random conversations as a property: whatever happens, what the game is told of turns is as promised. */
import { Conversation } from "./conversation.js";
import { FluxEar } from "./flux-ear.js";
import { ListenEar } from "./listen-ear.js";
import { LocalEar } from "./local-ear.js";
import {
	type EarName,
	type Script,
	type Step,
	scriptOf,
	shorterThan,
	told,
} from "./scripts.js";
import { ServerWithEar } from "./server-with-ear.js";

/** How much was told. */
export class Tally {
	conversations = 0;
	readonly turns = { started: 0, eager: 0, resumed: 0, ended: 0 };

	add({ turns }: Conversation): void {
		this.conversations += 1;
		for (const state of ["started", "eager", "resumed", "ended"] as const)
			this.turns[state] += turns[state];
	}
}

/** Which conversations are tried, and how many at once. */
export interface Range {
	readonly seed: number;
	readonly from: number;
	readonly count: number;
	readonly atOnce: number;
	/** How long anything may take, on a machine on which many talk at once. */
	readonly patienceMs: number;
}

const ears = { Flux: FluxEar, "listen v1": ListenEar, local: LocalEar };
let conversations = 0;

/** Tries them; the error tells a conversation that breaks the promise, as short as it was found. */
export async function assertTurns(range: Range, tally: Tally): Promise<void> {
	const servers = {
		Flux: await ServerWithEar.start("Flux"),
		"listen v1": await ServerWithEar.start("listen v1"),
		local: await ServerWithEar.start("local"),
	};
	try {
		await tryAll(range, { servers, patienceMs: range.patienceMs }, tally);
	} finally {
		for (const server of Object.values(servers)) await server.close();
	}
}

/** What conversations are held with. */
interface Ground {
	readonly servers: Readonly<Record<EarName, ServerWithEar>>;
	readonly patienceMs: number;
}

async function tryAll(
	{ seed, from, count, atOnce }: Range,
	ground: Ground,
	tally: Tally,
): Promise<void> {
	let next = from;
	let failed: { number: number; breach: string } | undefined;
	const tryOneByOne = async () => {
		while (next < from + count && !failed) {
			const number = next++;
			const breach = await breachOf(scriptOf(seed, number), ground, tally);
			if (breach !== undefined) failed ??= { number, breach };
		}
	};
	await Promise.all(Array.from({ length: atOnce }, tryOneByOne));
	if (!failed) return;
	const script = scriptOf(seed, failed.number);
	const [shortest, breach] = await shortened(script, failed.breach, ground);
	throw new Error(
		`${breach}\nSEED=${seed} CONVERSATION=${failed.number}:\n${told(shortest)}`,
	);
}

/** Leaves out one step after the other, as long as the promise is broken. */
async function shortened(
	script: Script,
	breach: string,
	ground: Ground,
): Promise<readonly [Script, string]> {
	for (const shorter of shorterThan(script)) {
		const other = await breachOf(shorter, ground, new Tally());
		if (other !== undefined) return shortened(shorter, other, ground);
	}
	return [script, breach];
}

/** How a conversation breaks the promise; undefined if it does not. */
async function breachOf(
	script: Script,
	ground: Ground,
	tally: Tally,
): Promise<string | undefined> {
	const { servers, patienceMs } = ground;
	const around = servers[script.ear];
	let conversation: Conversation | undefined;
	try {
		conversation = await Conversation.open(
			around,
			++conversations,
			script,
			patienceMs,
		);
		await perform(conversation, script);
		tally.add(conversation);
		return conversation.breach;
	} catch (error) {
		return conversation?.breach ?? String(error);
	} finally {
		conversation?.vanish();
	}
}

async function perform(
	conversation: Conversation,
	{ ear, rushes, steps, ends }: Script,
): Promise<void> {
	const understands = new ears[ear](conversation);
	for (const step of steps) {
		await performOne(conversation, step);
		await understands.perform(step, !rushes);
		if (!rushes) await conversation.settles();
		if (conversation.breach !== undefined) return;
	}
	await conversation.end(ends);
}

async function performOne(
	conversation: Conversation,
	{ does, words }: Step,
): Promise<void> {
	if (does === "key") conversation.caller.press("5");
	if (does === "line") conversation.say(words);
	if (does === "game returns") await conversation.gameReturns();
}
