/** The thread that understands and speaks in local mode: one task after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { synthesise } from "./flite.js";
import {
	type Expectation,
	LocalRecognition,
	type Recognised,
} from "./recognition.js";

/** What the thread is asked to do. Sound is mulaw at 8000 Hz. */
export type SpeechTask =
	| {
			readonly do: "recognise";
			readonly sound: Uint8Array;
			readonly expectation: Expectation;
	  }
	| {
			readonly do: "synthesise";
			readonly text: string;
			readonly voice: string | undefined;
	  };

export type SpeechResult =
	| { readonly readings: readonly Recognised[] }
	| { readonly sound: Uint8Array }
	| { readonly problem: string };

const { modelFolder } = workerData as { readonly modelFolder?: string };
const recognition =
	modelFolder === undefined
		? undefined
		: await LocalRecognition.load(modelFolder);
let work: Promise<void> = Promise.resolve();

parentPort?.on("message", ({ id, task }: { id: number; task: SpeechTask }) => {
	work = work.then(async () => {
		const result = await resultOf(task);
		parentPort?.postMessage({ id, result });
	});
});

async function resultOf(task: SpeechTask): Promise<SpeechResult> {
	try {
		if (task.do === "synthesise")
			return { sound: await synthesise(task.text, task.voice) };
		if (!recognition) return { problem: "This thread only speaks." };
		const { sound, expectation } = task;
		return { readings: await recognition.recognise(sound, expectation) };
	} catch (error) {
		return { problem: (error as Error).message };
	}
}
