import type { DeepgramListener } from "../deepgram/deepgram-listener.js";
import type { TwilioCaller } from "../twilio/twilio-caller.js";
import type { InProcessServer } from "./in-process-server.js";

/** A caller who keys a game's code and hears at once what is said to him. */
export interface KeyedCall {
	readonly caller: TwilioCaller;
	/** Deepgram's end of the call. */
	readonly listener: DeepgramListener;
}

/** Rings the server and keys this code. */
export async function keyedCall(
	whole: InProcessServer,
	code: string,
): Promise<KeyedCall> {
	const caller = await whole.call({ autoPlay: "at once" });
	const listener = await whole.deepgram.nextListener();
	caller.press(code);
	return { caller, listener };
}
