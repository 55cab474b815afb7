import type {
	Attack,
	Bound,
	Counts,
	Findings,
	Run,
	Setting,
} from "./attack.js";
import { honestBounds } from "./bounds.js";
import { Company, type CompanyOptions, type Fate } from "./company/company.js";
import { AttackedServer } from "./ground/attacked-server.js";
import { FarProcess } from "./ground/far-process.js";

/** How long and how thoroughly attacks are performed. */
export interface Manner extends Omit<CompanyOptions, "gamesBeside"> {
	readonly seconds: number;
	/** How long the honest are watched by themselves before; without it no time is measured. */
	readonly controlSeconds: number;
	readonly seed: string;
}

/** What came of an attack. */
export interface Outcome {
	readonly findings: Findings;
	readonly bounds: readonly Bound[];
}

const strangers = new URL("./strangers-program.ts", import.meta.url);
/** Strangers have machines of their own: here they get what the others leave. */
const niceness = 10;
/** What an attack may take longer than it was to. */
const patienceMs = 60_000;

/** A server, honest games and calls, and strangers, each of them in a process of their own. */
export class Battlefield {
	#attacks = 0;

	static async prepare(
		setting: Setting,
		manner: Manner,
		gamesBeside: number,
	): Promise<Battlefield> {
		const [server, far] = await Promise.all([
			AttackedServer.start(setting),
			FarProcess.start(strangers, niceness),
		]);
		const company = await Company.gather(server.door, {
			...manner,
			gamesBeside,
		});
		return new Battlefield(server, far, company, manner);
	}

	private constructor(
		private readonly server: AttackedServer,
		private readonly strangers: FarProcess,
		private readonly company: Company,
		private readonly manner: Manner,
	) {}

	/** Performs one attack, beside the honest, and after a time without. */
	async perform(attack: Attack): Promise<Outcome> {
		const { seconds, controlSeconds, seed } = this.manner;
		const run: Run = { seconds, seed, network: 10 + this.#attacks++ };
		const control =
			controlSeconds > 0
				? await this.#watch(async () => {
						await new Promise((resolve) =>
							setTimeout(resolve, controlSeconds * 1000),
						);
					})
				: undefined;
		const heldBeforeKb = await this.server.heldKb();
		const charactersBefore = this.company.characters;
		await this.server.takeSpending();
		const linesBefore = this.server.logLines;
		let counts: Counts = {};
		const fate = await this.#watch(async () => {
			counts = await this.#attack(attack, run);
		});
		const spending = await this.server.takeSpending();
		const logLines = this.server.logLines - linesBefore;
		const grownKb = (await this.server.heldKb()) - heldBeforeKb;
		const failedAgain = await this.company.ringAgain();
		await this.strangers.ask("leave");
		const findings: Findings = {
			seconds,
			counts,
			fate: { ...fate, breaks: [...fate.breaks, ...failedAgain] },
			control,
			spending,
			charactersPlayed:
				this.company.characters -
				charactersBefore +
				(counts.charactersPlayed ?? 0),
			logLines,
			grownKb,
		};
		const bounds = [...honestBounds(findings), ...attack.bounds(findings)];
		return { findings, bounds };
	}

	async end(): Promise<void> {
		this.company.leave();
		await this.strangers.end();
		await this.server.end();
	}

	#attack({ name }: Attack, run: Run): Promise<Counts> {
		const { url, signed } = this.server.door;
		const { adminUrl } = this.server;
		const { overheard } = this.company;
		const target = { url, adminUrl, signed, overheard };
		return this.strangers.ask<Counts>(
			"perform",
			[name, target, run],
			run.seconds * 1000 + patienceMs,
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
