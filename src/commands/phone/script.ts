import { frameBytes, frameMs, silence } from "../../adapters/sound/mulaw.js";

/** One thing the caller does, with its sound made ready. `report` is the line to print when it is done. */
export type Action =
	| { readonly do: "sound"; readonly audio: Buffer; readonly report: string }
	| { readonly do: "press"; readonly keys: string }
	| { readonly do: "wait"; readonly ms: number };

/** What happens on the caller's side in one frame of 20 ms. */
export interface Cue {
	readonly frame: Buffer;
	/** The key that is pressed with this frame. */
	readonly key?: string;
	/** What has been done when this frame is sent. */
	readonly report?: string;
}

/** Silences of a script, in milliseconds. */
export interface Pauses {
	/** Before each sound and each row of keys. */
	readonly pauseMs: number;
	/** After everything. */
	readonly stayMs: number;
}

/** From one key to the next, as a person presses them. */
const keyMs = 240;
const quietCue: Cue = { frame: silence(frameMs) };

/** A script as the frames of a call, one every 20 ms. It ends when the caller would hang up. */
export function* cuesOf(
	actions: readonly Action[],
	{ pauseMs, stayMs }: Pauses,
): Generator<Cue, void> {
	for (const action of actions) {
		if (action.do === "wait") {
			yield* quiet(action.ms);
		} else {
			yield* quiet(pauseMs);
			yield* action.do === "sound"
				? sound(action.audio, action.report)
				: presses(action.keys);
		}
	}
	yield* quiet(stayMs);
}

function* quiet(ms: number): Generator<Cue, void> {
	for (let passed = 0; passed < ms; passed += frameMs) yield quietCue;
}

function* sound(audio: Buffer, report: string): Generator<Cue, void> {
	for (let start = 0; start < audio.length; start += frameBytes) {
		const frame = silence(frameMs);
		audio.copy(frame, 0, start);
		const isLast = start + frameBytes >= audio.length;
		yield isLast ? { frame, report } : { frame };
	}
}

function* presses(keys: string): Generator<Cue, void> {
	const report = `pressed ${[...keys].join(" ")}`;
	for (const [index, key] of [...keys].entries()) {
		const isLast = index === keys.length - 1;
		yield isLast ? { ...quietCue, key, report } : { ...quietCue, key };
		yield* quiet(keyMs - frameMs);
	}
}
