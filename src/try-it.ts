import type { SnapshotFrom } from "xstate";
import type { SoundPaths } from "./adapters/sound/sound-path.js";
import type { SpeechAdapters } from "./adapters/speech.js";
import type { CallActor } from "./machines/call/call.js";
import { outerState } from "./machines/outer-state.js";
import { stateText } from "./watching/sessions/session-book.js";

/** What the try-it page reaches into. */
export interface TryItParts {
	readonly soundPaths: SoundPaths;
	readonly speech: SpeechAdapters;
	readonly calls: ReadonlyMap<string, CallActor>;
}

/** The page, as far as it follows its call. */
interface Follower {
	told(news: { readonly call: string; readonly state: StateInWords }): void;
	over(): void;
}

/** How long the page cuts a recogniser off. */
const cutMs = 3_000;

/**
 * What the try-it page can do beside calling and playing: make speech of a text, follow a call of its own, and
 * cut it off, by the CallSid that only its phone knows.
 */
export function tryItHandlers({ soundPaths, speech, calls }: TryItParts) {
	const lineOf = (callSid: string) =>
		[...soundPaths.values()].find((line) => line.callSid === callSid);
	return {
		speak: (text: string) => speech.speak(text),
		followCall: (callSid: string, follower: Follower) => {
			const { callId = "" } = lineOf(callSid) ?? {};
			const call = calls.get(callId);
			return call && follow(callId, call, follower);
		},
		cutRecogniser: (callSid: string) => {
			const line = lineOf(callSid);
			line?.cutRecogniser(cutMs);
			return line !== undefined;
		},
	};
}

function follow(
	callId: string,
	call: CallActor,
	follower: Follower,
): () => void {
	let before: StateInWords | undefined;
	const tell = ({ value }: SnapshotFrom<CallActor>) => {
		const state = callStateOf(value);
		if (state === before || state === undefined) return;
		before = state;
		follower.told({ call: callId, state });
	};
	tell(call.getSnapshot());
	const over = () => follower.over();
	const following = call.subscribe({ next: tell, complete: over, error: over });
	return () => following.unsubscribe();
}

type CallValue = SnapshotFrom<CallActor>["value"];
type OuterStateOf<Value> = Value extends string ? Value : keyof Value;

/** An end needs no name: it is told as one. */
const states = {
	awaitingStart: "beginning",
	answered: "connected",
	listeningForCode: "listening",
	paired: "connected",
	ended: undefined,
} as const satisfies Record<OuterStateOf<CallValue>, string | undefined>;

type StateInWords =
	| NonNullable<(typeof states)[keyof typeof states]>
	| "goodbye";

/** The state of a call's machine, as its caller may know it. */
export function callStateOf(value: CallValue): StateInWords | undefined {
	if (/\bsayingGoodbye\b/.test(stateText(value))) return "goodbye";
	return states[outerState(value) as keyof typeof states];
}
