import { readFileSync } from "node:fs";
import { pino } from "pino";
import { createActor, type InspectionEvent } from "xstate";
import { flowFromJson } from "../../../src/flows/flow-from-json.js";
import { createCodeBook } from "../../../src/machines/codes/new-code-book.js";
import type { ConversableFlow } from "../../../src/machines/conversation/conversation-input.js";
import type { CoordinatorActor } from "../../../src/machines/coordinator/coordinator.js";
import { NewCodeLimits } from "../../../src/machines/coordinator/new-code-limits.js";
import { Switchboard } from "../../../src/machines/coordinator/switchboard.js";
import { TryLimits } from "../../../src/machines/coordinator/try-limits.js";
import { RootActors } from "../../../src/root-actors.js";
import { StrictClock } from "../../support/actors/strict-clock.js";
import { flowName } from "../cast.js";
import type { Setting } from "../model/memory.js";
import { policyTimes, prompts } from "../policy.js";
import { machines } from "./machines.js";
import { SlowCoordinator } from "./slow-coordinator.js";

const log = pino({ level: "silent" });
const usualFlow = porter();

/** The flow of `steered/flows`, as a server reads it. */
function porter(): ConversableFlow {
	const file = new URL(`../steered/flows/${flowName}.json`, import.meta.url);
	const machine = flowFromJson(JSON.parse(readFileSync(file, "utf8")));
	return { name: flowName, machine };
}

let newestId = 0;

/** What a server is made of behind its sockets, with a clock that stands still until it is moved. */
export class MachineServer {
	readonly clock = new StrictClock();
	readonly switchboard: Switchboard;
	readonly coordinator: CoordinatorActor;
	/** What calls and games take for the coordinator. */
	readonly door: SlowCoordinator;
	readonly actors: RootActors;
	/** The ids of all its calls and games. */
	readonly ids: string[] = [];

	constructor(
		setting: Setting,
		inspect?: (event: InspectionEvent) => void,
		flow: ConversableFlow = usualFlow,
	) {
		const flows = new Map([[flow.name, flow]]);
		const now = () => this.clock.now();
		let drawn = 0;
		this.switchboard = new Switchboard({
			codes: createCodeBook({
				triesPerCall: setting.triesPerCall,
				restMs: policyTimes.codeRestMs,
				// Codes that are far from each other, and the same in each run.
				randomBelow: (bound) => (4_271 + 1_357 * drawn++) % bound,
				...(setting.words && { words: setting.words }),
			}),
			tries: new TryLimits({
				perCaller: setting.triesPerCaller,
				perServer: 1_000,
			}),
			newCodes: new NewCodeLimits({
				perGame: setting.newCodesPerGame,
				perAddress: Number.POSITIVE_INFINITY,
			}),
			triesPerCall: setting.triesPerCall,
			now,
		});
		this.coordinator = createActor(machines.coordinator, {
			input: { switchboard: this.switchboard },
			...(inspect && { inspect }),
		}).start();
		this.door = new SlowCoordinator(this.coordinator);
		this.actors = new RootActors({
			callMachine: machines.call,
			gameMachine: machines.game,
			coordinator: this.door.actor,
			policy: {
				...policyTimes,
				triesPerCall: setting.triesPerCall,
				vocabulary: setting.words
					? { kind: "words", codes: setting.words }
					: { kind: "digits" },
				prompts,
				languages: ["en"],
				promptVoice: undefined,
				flows,
				answeringFlow: () => (setting.porter === "answers" ? flow : undefined),
			},
			phoneNumber: "+15005550006",
			flows: [...flows.keys()],
			resumeMs: policyTimes.resumeMs,
			now,
			log,
			clock: this.clock,
			...(inspect && { inspect }),
		});
	}

	/** An id that no call or game of any world has. */
	newId(kind: "call" | "game"): string {
		const id = `${kind}-${++newestId}`;
		this.ids.push(id);
		return id;
	}
}
