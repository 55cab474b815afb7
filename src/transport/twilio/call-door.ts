import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { SparingLog } from "../../limits/sparing-log.js";
import { drainingSentence } from "../health-pages.js";
import type { PeerAddresses } from "../peers/peer-address.js";
import { isFromAnotherSite, type OwnSite } from "../peers/same-site.js";
import { type SeatLimits, Seats } from "../peers/seats.js";
import { type PlainAnswer, refuseUpgrade } from "../plain-answers.js";
import type { RefusalObserver, RefusalReason } from "../refusals.js";
import {
	createSocketServer,
	handOver,
	type SocketDoor,
	sendAllAway,
} from "../socket-door.js";
import { isSignedUpgrade } from "./twilio-signature.js";

/** What the way in for calls is made from. */
export interface CallDoorOptions extends OwnSite {
	readonly twilioAuthToken: string | undefined;
	readonly maxCalls: number;
	/** How many of them may come from one address; for unsigned streams, since all signed ones come from Twilio's few. */
	readonly callsPerAddress: number;
	readonly peers: PeerAddresses;
}

/** What is known of a stream before its first message. */
export interface ArrivingStream {
	/** Where it comes from, as `PeerAddresses` tells it. */
	readonly address: string;
}

/** Who is asked about calls. */
export interface CallDoorHandlers extends RefusalObserver {
	/** Takes a stream that was let in, and where it comes from. */
	takeCall(socket: WebSocket, stream: ArrivingStream): void;
	isDraining(): boolean;
}

/** Calls wait for nothing here: the way in knows whether there is room for one more. */
export interface CallDoor extends SocketDoor {
	readonly isFull: boolean;
}

// Twilio's messages are some 300 bytes long.
const maxPayloadBytes = 65_536;

/**
 * `GET /twilio`, a Twilio Media Stream. All is decided at once and before the upgrade, so that no
 * message is missed and a refusal shows in Twilio's console (error 31920).
 */
export function createCallDoor(
	options: CallDoorOptions,
	handlers: CallDoorHandlers,
	log: Logger,
): CallDoor {
	const server = createSocketServer(maxPayloadBytes, () => false);
	const refusals = new SparingLog(log);
	const seats = new Seats(limitsOf(options), "calls");
	const door: CallDoor = {
		get isFull() {
			return seats.isFull;
		},
		take(request, socket, head) {
			const address = options.peers.of(request);
			const refusal =
				whyNot(request, options, handlers) ?? whyNoSeat(seats, address);
			if (refusal !== undefined) {
				const { sentence: reason, why } = refusal;
				refusals.warn({ reason }, "stream refused", why);
				handlers.refused?.("call", refusal.why);
				return refuseUpgrade(socket, refusal);
			}
			server.handleUpgrade(request, socket, head, (call) => {
				const seat = seats.take(address);
				if (typeof seat === "string") return call.close(1013, seat);
				call.on("close", seat.giveBack);
				handOver(call, () => handlers.takeCall(call, { address }), log);
			});
		},
		close: () => sendAllAway(server),
	};
	return door;
}

function limitsOf({
	twilioAuthToken,
	maxCalls,
	callsPerAddress,
}: CallDoorOptions): SeatLimits {
	return twilioAuthToken === undefined
		? { total: maxCalls, perAddress: callsPerAddress }
		: { total: maxCalls };
}

interface Refusal extends PlainAnswer {
	readonly why: RefusalReason;
}

const unsigned: Refusal = {
	status: 403,
	sentence: "The stream is not signed by Twilio.",
	why: "signature",
};
const foreign: Refusal = {
	status: 403,
	sentence:
		"Another site's page may not call here, nor this server's own under a name other than in PUBLIC_URL or PROXY_URL.",
	why: "origin",
};
const comeAgain = { status: 503, headers: { "Retry-After": "10" } };

function whyNot(
	request: IncomingMessage,
	options: CallDoorOptions,
	handlers: CallDoorHandlers,
): Refusal | undefined {
	if (!isFromTwilio(request, options)) return unsigned;
	if (isUnsignedFromAnotherSite(request, options)) return foreign;
	if (handlers.isDraining())
		return { ...comeAgain, sentence: drainingSentence, why: "draining" };
	return undefined;
}

function whyNoSeat(seats: Seats, address: string): Refusal | undefined {
	const sentence = seats.whyNone(address);
	if (sentence === undefined) return undefined;
	return { ...comeAgain, sentence, why: seats.isFull ? "full" : "address" };
}

/** Twilio names no origin. A page may call where no signature is asked for, but not one of a stranger. */
function isUnsignedFromAnotherSite(
	request: IncomingMessage,
	options: CallDoorOptions,
): boolean {
	return (
		options.twilioAuthToken === undefined && isFromAnotherSite(request, options)
	);
}

function isFromTwilio(
	request: IncomingMessage,
	{ twilioAuthToken, publicUrl }: CallDoorOptions,
): boolean {
	if (twilioAuthToken === undefined) return true;
	if (publicUrl === undefined) return false;
	const signature = request.headers["x-twilio-signature"];
	const url = streamOrigin(publicUrl) + request.url;
	return isSignedUpgrade(twilioAuthToken, signature, url);
}

/** The origin of WebSockets for an origin of pages: wss for https, and ws for http. */
export function streamOrigin({ protocol, host }: URL): string {
	return `${protocol === "https:" ? "wss" : "ws"}://${host}`;
}
