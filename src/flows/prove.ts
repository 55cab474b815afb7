import type {
	AnyStateMachine,
	ContextFrom,
	EventFromLogic,
	EventObject,
	InputFrom,
} from "xstate";
import { shrunk } from "./counter-example.js";
import {
	type Edge,
	type Exploration,
	explore,
	FlowTooLarge,
} from "./exploration.js";
import { largenessInWords } from "./largeness.js";
import type { Breach, GeneralLaw } from "./laws/breach.js";
import { lawOfSecrets } from "./laws/law-of-secrets.js";
import { type Law, type Ways, waysForLaws } from "./laws/laws-of-authors.js";
import { lawsOfEnds } from "./laws/laws-of-ends.js";
import { lawsOfMoves } from "./laws/laws-of-moves.js";
import { lawsOfSteps } from "./laws/laws-of-steps.js";
import { checkFlow, refusalInWords } from "./purity.js";
import { walkOf, worldsOf } from "./replay.js";
import { resting } from "./rest.js";
import { sampleEventsOf } from "./samples.js";
import { scriptOf } from "./script.js";
import type { Walk } from "./walk.js";
import { defaultSilences } from "./world.js";

/** The laws that every flow keeps, in the order in which they are reported. */
export const generalLaws: readonly GeneralLaw[] = [
	...lawsOfSteps,
	...lawsOfEnds,
	...lawsOfMoves,
	lawOfSecrets,
];

/** What events of a type carry when a walk tries them; in place of the standard ones. */
export type Samples<Event extends EventObject> = {
	readonly [Type in Event["type"]]?: readonly Omit<
		Extract<Event, { type: Type }>,
		"type"
	>[];
};

/** What is proved, and how far it is walked. */
export interface ProofOptions<Machine extends AnyStateMachine> {
	/** What the flow begins with. */
	readonly input?: InputFrom<Machine>;
	/** What the caller says, the game tells and moves carry, where the flow decides by it. */
	readonly told?: Samples<EventFromLogic<Machine>>;
	/** The laws of this flow alone. */
	readonly laws?: readonly Law<ContextFrom<Machine>, EventFromLogic<Machine>>[];
	/** The most edges that are walked, 20,000 without it; laws of your own are tried on as many pairs of edges. */
	readonly limit?: number;
	/** How many silences in a row are told apart, 3 without it. */
	readonly silences?: number;
}

/** A law that is broken, with the shortest conversation that shows it. */
export interface Trouble {
	readonly law: string;
	readonly sentence: string;
	/** What is wrong, and in which state. */
	readonly what: string;
	/** The conversation, to be read. */
	readonly script: readonly string[];
	/** The conversation, for `replay`. */
	readonly events: readonly EventObject[];
	/** What else breaks the same law. */
	readonly others: readonly string[];
}

/** How much was walked. */
export interface Walked {
	/** The worlds: a state of the flow with what is outstanding in it. */
	readonly states: number;
	/** All that can come in them. */
	readonly edges: number;
	/** The conversations that laws of the author's own were tried on. */
	readonly walks: number;
	/** The events of the longest shortest way. */
	readonly longest: number;
	/** The pairs of edges that there are, and that were looked at. */
	readonly pairs: number;
	readonly pairsWalked: number;
}

/** What a proof came to. */
export interface Proof {
	/** Whether the flow keeps every law. */
	readonly holds: boolean;
	/** Why it could not be walked; then nothing else is known. */
	readonly refusals: readonly string[];
	readonly troubles: readonly Trouble[];
	readonly walked: Walked;
	/** The names of all laws that it was held against. */
	readonly laws: readonly string[];
}

/** The most edges that are walked without a wish of the author's. */
const defaultLimit = 20_000;

/** Walks all that can come in a flow, and holds it against the laws of every flow and those of its author. */
export function prove<Machine extends AnyStateMachine>(
	machine: Machine,
	options: ProofOptions<Machine> = {},
): Proof {
	const { input, told = {}, silences: maxSilences = defaultSilences } = options;
	const { samples, problems } = sampleEventsOf(machine, told);
	const refusals = [
		...checkFlow(machine, input).map(refusalInWords),
		...problems,
	];
	if (refusals.length > 0) return refusedProof(refusals);
	const limit = options.limit ?? defaultLimit;
	const bounds = { input, samples, maxSilences, limit };
	try {
		const exploration = explore(resting(machine), bounds);
		return new ProofOfFlow(exploration, options as FreeOptions).proof();
	} catch (error) {
		if (error instanceof FlowTooLarge)
			return refusedProof([largenessInWords(error)]);
		throw error;
	}
}

const nothingWalked: Walked = {
	states: 0,
	edges: 0,
	walks: 0,
	longest: 0,
	pairs: 0,
	pairsWalked: 0,
};

function refusedProof(refusals: readonly string[]): Proof {
	return {
		holds: false,
		refusals,
		troubles: [],
		walked: nothingWalked,
		laws: [],
	};
}

/** Options without the types of one flow. */
interface FreeOptions {
	readonly input?: unknown;
	readonly laws?: readonly Law[];
	readonly limit?: number;
	readonly silences?: number;
}

/** Holds a flow that was walked against its laws. */
class ProofOfFlow {
	constructor(
		private readonly exploration: Exploration,
		private readonly options: FreeOptions,
	) {}

	proof(): Proof {
		const { laws = [], limit = defaultLimit } = this.options;
		const ways =
			laws.length > 0 ? waysForLaws(this.exploration, limit) : noWays;
		const troubles = [
			...generalLaws.flatMap((law) => this.#troubleWith(law)),
			...this.#troublesOfAuthor(laws, ways),
		];
		return {
			holds: troubles.length === 0,
			refusals: [],
			troubles,
			walked: this.#walked(ways),
			laws: [...generalLaws, ...laws].map(({ name }) => name),
		};
	}

	#walked({ ways, pairs, pairsWalked }: Ways): Walked {
		const { nodes, edges } = this.exploration;
		return {
			states: nodes.length,
			edges: edges.length,
			walks: ways.length,
			longest: Math.max(0, ...nodes.slice(-1).map(({ depth }) => depth + 1)),
			pairs,
			pairsWalked,
		};
	}

	/** The nearest breach of a law, with the others in words. */
	#troubleWith({ name, sentence, breachesIn }: GeneralLaw): readonly Trouble[] {
		const breaches = new Map<string, Breach>();
		for (const breach of breachesIn(this.exploration)) {
			const known = breaches.get(breach.what);
			if (!known || breach.way.length < known.way.length)
				breaches.set(breach.what, breach);
		}
		const [first, ...others] = [...breaches.values()].sort(
			(one, other) => one.way.length - other.way.length,
		);
		if (first === undefined) return [];
		const events = eventsOf(first.way);
		return [
			{
				law: name,
				sentence,
				what: first.what,
				script: this.#scriptOf(events),
				events,
				others: others.map(({ what }) => what),
			},
		];
	}

	#troublesOfAuthor(laws: readonly Law[], { ways }: Ways): readonly Trouble[] {
		if (laws.length === 0) return [];
		const start = this.exploration.nodes.slice(0, 1).map(({ world }) => world);
		const byLength = ways.toSorted((one, other) => one.length - other.length);
		const broken = new Map<Law, readonly Edge[]>();
		for (const way of byLength) {
			if (broken.size === laws.length) break;
			const walk = walkOf([...start, ...way.map(({ world }) => world)]);
			for (const law of laws)
				if (!broken.has(law) && faultFound(law, walk) !== undefined)
					broken.set(law, way);
		}
		return laws.flatMap((law) => {
			const way = broken.get(law);
			return way === undefined ? [] : [this.#troubleOfAuthor(law, way)];
		});
	}

	#troubleOfAuthor(law: Law, way: readonly Edge[]): Trouble {
		const { machine } = this.exploration;
		const isBroken = (walk: Walk) => faultFound(law, walk) !== undefined;
		const events = shrunk(machine, eventsOf(way), this.options, isBroken);
		const walk = walkOf(worldsOf(machine, events, this.options));
		return {
			law: law.name,
			sentence: law.name,
			what: faultFound(law, walk) ?? "",
			script: scriptOf(walk),
			events,
			others: [],
		};
	}

	#scriptOf(events: readonly EventObject[]): readonly string[] {
		const { machine } = this.exploration;
		return scriptOf(walkOf(worldsOf(machine, events, this.options)));
	}
}

const noWays: Ways = { ways: [], pairs: 0, pairsWalked: 0 };

function eventsOf(way: readonly Edge[]): readonly EventObject[] {
	return way.map(({ event }) => event);
}

/** What is wrong with a walk by a law; undefined where the law holds. A law that fails is broken, too. */
function faultFound(law: Law, walk: Walk): string | undefined {
	try {
		const found = law.holds(walk);
		if (found === true) return undefined;
		return found === false ? "it does not hold" : found;
	} catch (error) {
		return `the law itself fails: ${(error as Error).message}`;
	}
}
