import { setTimeout as pass } from "node:timers/promises";
import type {
	Attack,
	Bound,
	Counts,
	Findings,
	Run,
	Setting,
} from "./attack.js";
import { AttackedServer } from "./attacked-server.js";
import { honestBounds } from "./bounds.js";
import { Company, type CompanyOptions, type Fate } from "./company/company.js";
import { FarProcess } from "./ground/far-process.js";

/** How long and how thoroughly attacks are performed. */
export interface Manner extends Omit<CompanyOptions, "gamesBeside"> {
	readonly seconds: number;
	/** How long the honest are watched by themselves before; without it no time is measured. */
	readonly controlSeconds: number;
	/** Which share of the strangers comes: 1 for all of them. */
	readonly share: number;
}

/** What came of attacks that were performed together. */
export interface Outcome {
	/** What was seen, as if each had been alone but for what is counted in all. */
	readonly findings: ReadonlyMap<Attack, Findings>;
	/** What must hold in every attack. */
	readonly honest: readonly Bound[];
	readonly shared: Shared;
}

/** What is seen of attacks that are performed together. */
export type Shared = Omit<Findings, "counts">;

/** What an attack may take longer than it was to. */
const patienceMs = 60_000;

/** The two programs beside servers: an emulated Deepgram, and the strangers. They outlive each server. */
export class FarSides {
	/** Strangers have machines of their own; the nicer they are here, the more they get only what others leave. */
	static async start(niceness = 0): Promise<FarSides> {
		const programs = [
			new URL("./ground/deepgram-program.ts", import.meta.url),
			new URL("./strangers-program.ts", import.meta.url),
		] as const;
		const [deepgram, strangers] = await Promise.all([
			FarProcess.start(programs[0]),
			FarProcess.start(programs[1], niceness),
		]);
		return new FarSides(deepgram, strangers);
	}

	private constructor(
		readonly deepgram: FarProcess,
		readonly strangers: FarProcess,
	) {}

	async end(): Promise<void> {
		await this.strangers.end();
		await this.deepgram.end();
	}
}

/** A server with honest games and calls, that strangers attack. */
export class Battlefield {
	static async prepare(
		setting: Setting,
		far: FarSides,
		manner: Manner,
		gamesBeside: number,
	): Promise<Battlefield> {
		const server = await AttackedServer.start(setting, far.deepgram);
		const company = await Company.gather(server.door, {
			...manner,
			gamesBeside,
		});
		return new Battlefield(server, far, company, manner);
	}

	private constructor(
		private readonly server: AttackedServer,
		private readonly far: FarSides,
		private readonly company: Company,
		private readonly manner: Manner,
	) {}

	/** Performs attacks together, beside the honest; before that, these are watched alone. */
	async perform(attacks: readonly Attack[]): Promise<Outcome> {
		const { server, company } = this;
		const control = await this.#control();
		const heldBeforeKb = await this.#heldKb();
		const charactersBefore = company.characters;
		const linesBefore = server.logLines;
		await server.takeSpending();
		let counts: readonly Counts[] = [];
		const fate = await this.#watch(async () => {
			counts = await this.#attack(attacks);
		});
		const spending = await server.takeSpending();
		const logLines = server.logLines - linesBefore;
		const grownKb = (await this.#heldKb()) - heldBeforeKb;
		const failedAgain = await company.ringAgain();
		await this.far.strangers.ask("leave");
		const total = (what: string) =>
			counts.reduce((sum, of) => sum + (of[what] ?? 0), 0);
		const shared: Shared = {
			seconds: this.manner.seconds,
			fate: { ...fate, breaks: [...fate.breaks, ...failedAgain] },
			control,
			spending,
			strangersCalls: total("calls"),
			charactersPlayed:
				company.characters - charactersBefore + total("charactersPlayed"),
			logLines,
			grownKb,
		};
		return {
			findings: new Map(
				attacks.map((attack, at) => [
					attack,
					{ ...shared, counts: counts[at] ?? {} },
				]),
			),
			honest: honestBounds(shared),
			shared,
		};
	}

	async end(): Promise<void> {
		this.company.leave();
		await this.server.end();
	}

	async #control(): Promise<Fate | undefined> {
		const { controlSeconds } = this.manner;
		if (controlSeconds === 0) return undefined;
		return this.#watch(() => pass(controlSeconds * 1000));
	}

	/** Garbage is not collected for attacks of a moment: what they leave says nothing. */
	async #heldKb(): Promise<number> {
		return this.manner.controlSeconds > 0 ? this.server.heldKb() : 0;
	}

	#attack(attacks: readonly Attack[]): Promise<readonly Counts[]> {
		const { seconds, share } = this.manner;
		const { url, signed } = this.server.door;
		const { adminUrl } = this.server;
		const { overheard } = this.company;
		const target = { url, adminUrl, signed, overheard };
		const run: Omit<Run, "network"> = { seconds, share };
		const names = attacks.map(({ name }) => name);
		return this.far.strangers.ask(
			"perform",
			[names, target, run],
			seconds * 1000 + patienceMs,
		);
	}

	/** What becomes of the honest while something goes on, and until all that they said has been heard. */
	async #watch(meanwhile: () => Promise<void>): Promise<Fate> {
		this.company.talkOn();
		await meanwhile();
		const health = this.company.health();
		return { ...(await this.company.fallSilent()), health };
	}
}
