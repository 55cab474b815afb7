/** A line whose audio goes to the phone. */
export interface PlayedLine {
	/** Its mark has this name. */
	readonly lineId: string;
	/** When a game asked for it; undefined for a prompt. */
	readonly askedAtMs?: number | undefined;
}

/**
 * The sound path of one call. Audio is never an event: the phone adapter calls `hear` for each frame
 * of the caller, the voice adapter calls `play` for what the caller is to hear, and both are plain
 * function calls into the adapter at the other end.
 */
export class SoundPath {
	/** Takes one frame of the caller's voice: mulaw, 8000 Hz, any length. Set by the ear. */
	hear: (frame: Buffer) => void = ignore;
	/** Takes audio of a line for the caller, in order: mulaw, 8000 Hz, any length. Set by the phone adapter. */
	play: (audio: Buffer, line?: PlayedLine) => void = ignore;

	/**
	 * Cuts the recogniser off for this many milliseconds, as its failure would, so that people can see what
	 * happens then; a second cut replaces the first. Set by the ear.
	 */
	cutRecogniser: (forMs: number) => void = ignore;

	/** Twilio's name for the call. Set by the phone adapter once it is told. */
	callSid: string | undefined;

	constructor(readonly callId: string) {}

	/** The call is over: later calls of these functions do nothing. */
	hangUp(): void {
		this.hear = ignore;
		this.play = ignore;
		this.cutRecogniser = ignore;
	}
}

/** The sound paths of all live calls, by call id. Adapters find theirs by the id in their input. */
export type SoundPaths = Map<string, SoundPath>;

function ignore(): void {}
