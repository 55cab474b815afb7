import { writeFile } from "node:fs/promises";
import {
	exitCodes,
	runProgram,
	type Surroundings,
	tokenIn,
} from "../program.js";
import { dial } from "./dial.js";
import { EmulatedStream, randomSids } from "./emulated-stream.js";
import { type PhoneOptions, readCommandLine } from "./options.js";
import type { Timers } from "./pace.js";
import { inSeconds, PhoneCall } from "./phone-call.js";
import { rehearse, type SpeakText } from "./rehearse.js";
import { type Action, cuesOf } from "./script.js";
import { type Ending, holdCall } from "./talk.js";
import { usage } from "./usage.js";
import { writeWav } from "./wav.js";

/** What the phone needs of the world around it. */
export interface PhoneSurroundings extends Surroundings {
	/** The speaker of that name; undefined is the usual one. */
	readonly voice: (name: string | undefined) => SpeakText;
	readonly timers: Timers;
	/** Aborted when the person at the keyboard wants to stop. */
	readonly interrupted: AbortSignal;
}

/** The close code of a connection that was never closed properly (RFC 6455, 7.1.5). */
const abnormalClosure = 1006;

/** The whole program: does what the arguments say and returns the exit code. */
export function phone(
	args: readonly string[],
	around: PhoneSurroundings,
): Promise<number> {
	return runProgram(
		{
			usage,
			read: readCommandLine,
			perform: ({ options }) => new Phone(options, around).use(),
		},
		args,
		around,
	);
}

/** One use of the phone, from the options to the exit code. */
class Phone {
	constructor(
		readonly options: PhoneOptions,
		readonly around: PhoneSurroundings,
	) {}

	async use(): Promise<number> {
		const { authTokenVariable, steps, voice } = this.options;
		const authToken = tokenIn(this.around, authTokenVariable);
		if ("problem" in authToken) {
			return this.#fail(authToken.problem, exitCodes.misused);
		}
		const actions = await rehearse(steps, this.around.voice(voice));
		if ("problem" in actions) return this.#fail(actions.problem);
		return this.#call(actions, authToken.token);
	}

	async #call(
		actions: readonly Action[],
		authToken: string | undefined,
	): Promise<number> {
		const { url, parameters } = this.options;
		this.#tell(`calling ${url}`);
		const socket = await dial(url, authToken);
		if ("problem" in socket) return this.#fail(`${url} ${socket.problem}.`);
		const stream = new EmulatedStream(randomSids(), (text) =>
			socket.send(text),
		);
		const cues = cuesOf(actions, this.options);
		const call = new PhoneCall(stream, cues, (line) => this.#tell(line));
		stream.connect();
		stream.start(parameters);
		call.report(`connected, call ${stream.sids.callSid}`);
		const ending = await holdCall(socket, call, {
			...this.options,
			...this.around,
		});
		call.report(describe(ending));
		return (await this.#keep(call)) ?? this.#judge(ending, call, actions);
	}

	/** Writes what was heard into the file; returns an exit code if that fails. */
	async #keep({ hearing, lengthMs }: PhoneCall): Promise<number | undefined> {
		const { out } = this.options;
		try {
			await writeFile(out, writeWav(hearing.samples));
		} catch (error) {
			return this.#fail(`Cannot write ${out}: ${(error as Error).message}`);
		}
		this.#tell(
			`heard ${inSeconds(hearing.speechMs)} of speech in a call of ${inSeconds(lengthMs)}: ${out}`,
		);
		return undefined;
	}

	#judge(ending: Ending, call: PhoneCall, actions: readonly Action[]): number {
		if (ending.by === "phone") return exitCodes.done;
		if (ending.code === abnormalClosure) {
			return this.#fail("The connection broke.");
		}
		const toDo = actions.filter((action) => action.do !== "wait").length;
		if (call.actionsDone >= toDo) return exitCodes.done;
		return this.#fail("The server hung up before the caller had done it all.");
	}

	#tell(line: string): void {
		this.around.print(`${line}\n`);
	}

	#fail(sentence: string, exitCode: number = exitCodes.failed): number {
		this.around.complain(`${sentence}\n`);
		return exitCode;
	}
}

function describe(ending: Ending): string {
	if (ending.by === "phone") return "hung up by the phone";
	const reason = ending.reason && ` "${ending.reason}"`;
	return `hung up by the server, close code ${ending.code}${reason}`;
}
