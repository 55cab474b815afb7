import type { RawData, WebSocket } from "ws";
import { everyFrame, type Timers } from "./pace.js";
import type { PhoneCall } from "./phone-call.js";

/** Who ended a call, and with what words. */
export type Ending =
	| { readonly by: "phone" }
	| { readonly by: "server"; readonly code: number; readonly reason: string };

/** When the phone hangs up before its script is over, and by which clock it goes. */
export interface TalkOptions {
	readonly timers: Timers;
	readonly hangUpAfterMs: number;
	/** Aborted when the person at the keyboard wants to stop. */
	readonly interrupted: AbortSignal;
}

/** A server that does not answer a closing handshake within this time is left alone. */
const closeTimeoutMs = 2000;

/** Holds a call on an open socket, in real time, until one side hangs up and the socket is closed. */
export function holdCall(
	socket: WebSocket,
	call: PhoneCall,
	{ timers, hangUpAfterMs, interrupted }: TalkOptions,
): Promise<Ending> {
	let hasHungUp = false;
	let callOffTimeout = () => {};
	const stopFrames = everyFrame(() => {
		if (call.lengthMs >= hangUpAfterMs || !call.frame()) hangUp();
	}, timers);

	function takeMessage(message: RawData, isBinary: boolean): void {
		if (!hasHungUp) call.receive(message as Buffer, isBinary);
	}

	function hangUp(): void {
		hasHungUp = true;
		stopFrames();
		call.stream.stop();
		socket.close(1000);
		callOffTimeout = timers.after(closeTimeoutMs, () => socket.terminate());
	}

	socket.on("message", takeMessage);
	interrupted.addEventListener("abort", hangUp);
	if (interrupted.aborted) hangUp();

	return new Promise((resolve) => {
		socket.once("close", (code, reason) => {
			stopFrames();
			callOffTimeout();
			interrupted.removeEventListener("abort", hangUp);
			call.end();
			const server = { by: "server", code, reason: `${reason}` } as const;
			resolve(hasHungUp ? { by: "phone" } : server);
		});
	});
}
