import { v7 as newId } from "uuid";
import type { WebSocket } from "ws";
import type { RelayMeter } from "./adapters/relay-meter.js";
import { SoundPath, type SoundPaths } from "./adapters/sound/sound-path.js";
import type { TwilioStreams } from "./adapters/twilio/phone.js";
import { TwilioStream } from "./adapters/twilio/stream.js";
import type { RootActors } from "./root-actors.js";
import type { ArrivingStream } from "./transport/twilio/call-door.js";

/** What arriving calls are received with. */
export interface CallArrivalsOptions {
	readonly soundPaths: SoundPaths;
	readonly streams: TwilioStreams;
	readonly actors: RootActors;
	readonly meter: RelayMeter;
}

/** Receives calls: puts the line and the stream of each where its adapters look for them, and starts its actor. */
export class CallArrivals {
	constructor(private readonly options: CallArrivalsOptions) {}

	takeCall(socket: WebSocket, { address }: ArrivingStream): void {
		const { soundPaths, streams, actors, meter } = this.options;
		const callId = newId();
		soundPaths.set(callId, new SoundPath(callId));
		streams.set(callId, new TwilioStream(socket, meter, address));
		actors.startCall(callId);
	}
}
