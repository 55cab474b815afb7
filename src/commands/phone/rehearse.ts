import { readFile } from "node:fs/promises";
import { encodeMulaw } from "../../adapters/sound/mulaw.js";
import { toLineRate } from "../../adapters/sound/resample.js";
import type { Step } from "./options.js";
import type { Action } from "./script.js";
import { type Problem, readWav } from "./wav.js";

/** Speaks a text: mulaw, 8000 Hz. */
export type SpeakText = (text: string) => Promise<Buffer>;

/** Makes all sound ready before the call, so that nothing is late in it and nothing is missing. */
export async function rehearse(
	steps: readonly Step[],
	synthesise: SpeakText,
): Promise<readonly Action[] | Problem> {
	const actions: Action[] = [];
	for (const step of steps) {
		const action = await rehearseStep(step, synthesise);
		if ("problem" in action) return action;
		actions.push(action);
	}
	return actions;
}

async function rehearseStep(
	step: Step,
	synthesise: SpeakText,
): Promise<Action | Problem> {
	switch (step.do) {
		case "say":
			return speak(step.text, synthesise);
		case "play":
			return load(step.file);
		default:
			return step;
	}
}

async function speak(
	text: string,
	synthesise: SpeakText,
): Promise<Action | Problem> {
	try {
		const audio = await synthesise(text);
		return { do: "sound", audio, report: `said "${text}"` };
	} catch (error) {
		return { problem: `Cannot speak "${text}": ${(error as Error).message}` };
	}
}

async function load(file: string): Promise<Action | Problem> {
	const bytes = await readFile(file).catch((error: Error) => error);
	if (bytes instanceof Error) {
		return { problem: `Cannot read ${file}: ${bytes.message}` };
	}
	const sound = readWav(bytes);
	if ("problem" in sound) return { problem: `${file} ${sound.problem}.` };
	const audio = encodeMulaw(toLineRate(sound));
	return { do: "sound", audio, report: `played ${file}` };
}
