/**
 * The sound path of one call. Audio never is an event: the phone adapter calls `hear` for each frame
 * of the caller, the voice adapter calls `play` for what the caller shall hear, and both are plain
 * function calls into the adapter at the other end.
 */
export class CallLine {
	/** Takes one frame of the caller's voice: mulaw, 8000 Hz, any length. Set by the recogniser adapter. */
	hear: (frame: Buffer) => void = ignore;
	/** Takes audio for the caller, in order: mulaw, 8000 Hz, any length. Set by the phone adapter. */
	play: (audio: Buffer) => void = ignore;

	/**
	 * Cuts the recogniser off for so many milliseconds, as a failure of it would, so that people can see what
	 * then happens; a second cut takes the place of the first. Set by the recogniser adapter.
	 */
	cutRecogniser: (forMs: number) => void = ignore;

	/** Twilio's name for the call. Set by the phone adapter once it is told. */
	callSid: string | undefined;

	constructor(readonly callId: string) {}

	/** Nobody speaks or listens on this line any more; later calls of its functions do nothing. */
	hangUp(): void {
		this.hear = ignore;
		this.play = ignore;
		this.cutRecogniser = ignore;
	}
}

/** The lines of all live calls, by call id. Adapters find theirs by the id in their input. */
export type CallLines = Map<string, CallLine>;

function ignore(): void {}
