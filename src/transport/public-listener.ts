import type { Logger } from "pino";
import { SparingLog } from "../limits/sparing-log.js";
import type { BucketSize } from "../limits/token-bucket.js";
import type { ListenerAddress } from "../settings/listener-address.js";
import {
	createGameDoor,
	type GameDoorHandlers,
	type GameDoorOptions,
} from "./game-door.js";
import { answerHealth } from "./health-pages.js";
import {
	closingDoorsFirst,
	createHttpListener,
	type HttpListenerOptions,
	type Listener,
} from "./http-listener.js";
import { createFollowDoor } from "./pages/followed-calls.js";
import {
	createTryItPage,
	type TryItHandlers,
	type TryItPageOptions,
} from "./pages/try-it-page.js";
import { KnownHosts } from "./peers/known-host.js";
import { PeerAddresses } from "./peers/peer-address.js";
import { RequestAllowance } from "./peers/request-allowance.js";
import {
	answerPlainly,
	noSuchPage,
	type PlainAnswer,
} from "./plain-answers.js";
import type { RefusalObserver } from "./refusals.js";
import { readTarget } from "./request-target.js";
import { type SocketDoor, SocketDoors } from "./socket-door.js";
import {
	type CallDoor,
	type CallDoorHandlers,
	type CallDoorOptions,
	createCallDoor,
} from "./twilio/call-door.js";
import {
	createVoiceWebhook,
	type VoiceWebhookHandlers,
	type VoiceWebhookOptions,
} from "./twilio/voice-webhook.js";

/** What the public listener is made from; but for `dialects` and `greeting`, settings of `Config`. */
export interface PublicListenerOptions
	extends Omit<CallDoorOptions, "peers" | "hosts">,
		Omit<GameDoorOptions, "peers">,
		Omit<VoiceWebhookOptions, "peers" | "hosts"> {
	/** Who may say whose request they pass on. */
	readonly trustedProxies?: readonly string[] | undefined;
	/** How many requests and upgrades of one address are looked at; many by default. */
	readonly requestsOfAddress?: BucketSize;
	readonly publicListener: ListenerAddress;
	readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** Who is given the sockets, and asked whether there may be more. */
export interface PublicListenerHandlers
	extends CallDoorHandlers,
		GameDoorHandlers,
		VoiceWebhookHandlers {
	/** With these there is a try-it page. Whoever reaches it may call, so it is for unsigned streams only. */
	readonly tryIt?: TryItHandlers | undefined;
}

/** For webhooks, health checks, sockets that have not spoken yet and those that are just being refused. */
const spareSockets = 4_000;
const whoComesBy = new Map([
	["/twilio", "call"],
	["/game", "game"],
] as const) as ReadonlyMap<string, "call" | "game">;
const onlyWebSockets: PlainAnswer = {
	status: 426,
	sentence: "Only WebSockets are understood here.",
	headers: { Connection: "Upgrade, close", Upgrade: "websocket" },
};

/** The listener for Twilio and games: every route of the server that strangers can reach. */
export function createPublicListener(
	listening: PublicListenerOptions,
	handlers: PublicListenerHandlers,
	log: Logger,
): Listener {
	const peers = new PeerAddresses(listening.trustedProxies);
	const { publicListener, publicUrl } = listening;
	const hosts = new KnownHosts([publicListener.host, publicUrl?.hostname]);
	const options = { ...listening, peers, hosts };
	const calls = createCallDoor(options, handlers, log);
	const games = createGameDoor(options, handlers, log);
	const { tryIt } = handlers;
	const doors = new SocketDoors(
		new Map<string, SocketDoor>([
			["/twilio", calls],
			["/game", games],
			...(tryIt
				? [
						[
							"/try-it/call",
							createFollowDoor(options, tryIt.followCall, log),
						] as const,
					]
				: []),
		]),
	);
	const allowance = new RequestAllowance({
		peers,
		ofOneAddress: options.requestsOfAddress,
		isAlwaysAnswered: ({ url }) => readTarget(url).path === "/healthz",
		refused: ({ url }) => {
			const who = whoComesBy.get(readTarget(url).path);
			if (who) handlers.refused?.(who, "address");
		},
	});
	const answer = publicPages(options, handlers, calls, doors, log);
	const { maxCalls, maxGames } = options;
	const maxFollowers = tryIt ? maxCalls : 0;
	const listener = createHttpListener(
		{
			address: options.publicListener,
			tls: options.tls,
			maxSockets: maxCalls + maxFollowers + maxGames + spareSockets,
			maxIdleSockets: spareSockets,
			peers,
			cutIdle: noteCut(handlers, log),
			takeRequest: (request, response) =>
				allowance.admits(request, response)
					? answer(request, response)
					: undefined,
			takeUpgrade: (request, socket, head) => {
				if (allowance.admitsUpgrade(request, socket))
					doors.take(request, socket, head);
			},
		},
		log,
	);
	return closingDoorsFirst(listener, doors);
}

/** Counts idle sockets that are cut, and writes some of it. */
function noteCut(
	observer: RefusalObserver,
	log: Logger,
): NonNullable<HttpListenerOptions["cutIdle"]> {
	const cuts = new SparingLog(log);
	return (reason) => {
		observer.refused?.("socket", reason);
		cuts.warn({ reason }, "idle socket cut", reason);
	};
}

/** Answers what is no upgrade. */
function publicPages(
	options: PublicListenerOptions & TryItPageOptions,
	handlers: PublicListenerHandlers,
	calls: CallDoor,
	doors: SocketDoors,
	log: Logger,
): HttpListenerOptions["takeRequest"] {
	const answerVoice = createVoiceWebhook(options, handlers, calls, log);
	const tryItPage =
		handlers.tryIt && createTryItPage(options, handlers.tryIt, log);
	return (request, response) => {
		const path = readTarget(request.url).path;
		if (path === "/voice") return answerVoice(request, response);
		if (answerHealth(path, request, response, handlers)) return;
		if (doors.has(path)) return answerPlainly(response, onlyWebSockets);
		const answerTryIt = tryItPage?.(path);
		if (answerTryIt) return answerTryIt(request, response);
		answerPlainly(response, noSuchPage);
	};
}
