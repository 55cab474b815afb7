import type { Logger } from "pino";
import { v7 as newId } from "uuid";
import type { WebSocket } from "ws";
import { createActor, type InspectionEvent } from "xstate";
import type { GameConnections } from "./adapters/games/connections.js";
import { type GameSocketOptions, gameSocket } from "./adapters/games/socket.js";
import { RelayMeter } from "./adapters/relay-meter.js";
import { CallLine, type CallLines } from "./adapters/sound/call-line.js";
import { openSpeech } from "./adapters/speech.js";
import { type TwilioStreams, twilioPhone } from "./adapters/twilio/phone.js";
import { TwilioStream } from "./adapters/twilio/stream.js";
import { GameArrivals } from "./game-arrivals.js";
import { callMachine } from "./machines/call/call.js";
import { coordinatorMachine } from "./machines/coordinator/coordinator.js";
import { gameMachine } from "./machines/game/game.js";
import { recogniserMachine } from "./machines/recogniser/recogniser.js";
import { speakingMachine } from "./machines/speaking/speaking.js";
import { type Clock, RootActors } from "./root-actors.js";
import type { Config } from "./settings/config.js";
import { hostAndPort } from "./settings/listener-address.js";
import {
	callPolicy,
	createSwitchboard,
	createTryLimits,
} from "./settings/policies.js";
import { noteTheStart } from "./settings/start-notes.js";
import { createAdminListener } from "./transport/admin-listener.js";
import { whyNoCalls } from "./transport/health-pages.js";
import type { Listener } from "./transport/http-listener.js";
import { createPublicListener } from "./transport/public-listener.js";
import {
	createStreamCheck,
	createStreamTokens,
} from "./transport/stream-tokens.js";
import { tryItHandlers } from "./try-it.js";
import { chartStyle } from "./watching/charts/chart-style.js";
import { PageCharts } from "./watching/charts/page-charts.js";
import { Metrics } from "./watching/metrics/metrics.js";
import { SessionBook } from "./watching/sessions/session-book.js";
import { WatchRoom } from "./watching/sessions/watch-room.js";
import { StatelyRelay } from "./watching/stately/stately.js";

/** What a server needs beside its settings. */
export interface ServerOptions {
	readonly log: Logger;
	/** The clock of all machines, and the time of day that the server goes by; the real one by default. */
	readonly clock?: Clock;
	/** Watches every event of every call and game. */
	readonly inspect?: (event: InspectionEvent) => void;
}

/** A server that listens. */
export interface RunningServer {
	/** Where it listens for Twilio and games, such as `http://127.0.0.1:5000`. */
	readonly url: string;
	/** Where it listens for operators; undefined if it could not. */
	readonly adminUrl: string | undefined;
	readonly actors: RootActors;
	/** How many calls and games the coordinator knows now. */
	readonly known: { readonly calls: number; readonly games: number };
	/** Where operators look at calls and games. */
	readonly watching: WatchRoom;
	/** Takes nothing new, lets live calls go on to their end or to the drain limit, then closes. */
	drain(): Promise<void>;
	/** Ends everything now. */
	close(): Promise<void>;
}

/** Builds the server from its settings and starts to listen. Rejects when it cannot. */
export async function startServer(
	config: Config,
	options: ServerOptions,
): Promise<RunningServer> {
	const { log, clock = performance } = options;
	const now = () => clock.now();
	const watching = await openWatching(config, now);
	const sessions = await openSessions(config, options, watching, now);
	const { actors, coordinator, speech } = sessions;
	let isGoingAway = false;
	const listeners = openListeners(
		config,
		sessions,
		watching,
		() => isGoingAway,
		log,
	);
	const { host, port } = await listeners.public.listen();
	const adminUrl = await listenForOperators(listeners.admin, log);
	const url = `${config.tls ? "https" : "http"}://${hostAndPort({ host, port })}`;
	log.info({ url, mode: config.mode }, "listening");
	noteTheStart(config, port, log);

	async function close(): Promise<void> {
		isGoingAway = true;
		actors.endAll("server going away");
		watching.room.close();
		await Promise.all([listeners.public.close(), listeners.admin.close()]);
		await speech.close();
		watching.metrics.close();
		coordinator.stop();
	}

	async function drain(): Promise<void> {
		isGoingAway = true;
		const { calls, games } = actors;
		log.info({ calls: calls.size, games: games.size }, "draining");
		coordinator.send({ type: "drain" });
		await withinTime(actors.untilNoCalls(), config.drainMs);
		await close();
		log.info("stopped");
	}

	const { room } = watching;
	return {
		url,
		adminUrl,
		actors,
		get known() {
			return coordinator.getSnapshot().context.switchboard.size;
		},
		watching: room,
		drain,
		close,
	};
}

/** Everything with which operators look at the server. */
async function openWatching(config: Config, now: () => number) {
	const metrics = new Metrics(now);
	const book = new SessionBook();
	const isStately = config.inspect === "stately";
	return {
		metrics,
		meter: new RelayMeter(now, metrics.delays),
		book,
		room: new WatchRoom(book),
		charts: new PageCharts([callMachine, gameMachine]),
		stately: isStately ? await StatelyRelay.open() : undefined,
	};
}

type Watching = Awaited<ReturnType<typeof openWatching>>;

/** The actors of calls and games, and what they stand on. */
async function openSessions(
	config: Config,
	options: ServerOptions,
	{ metrics, meter, book, stately }: Watching,
	now: () => number,
) {
	const { log } = options;
	const lines: CallLines = new Map();
	const streams: TwilioStreams = new Map();
	const connections: GameConnections = new Map();
	const streamTokens = streamTokensFor(config);
	const check = createStreamCheck(
		{ streamTokens, mustHaveStreamToken: config.mustHaveStreamToken },
		metrics.sessions,
	);
	const speech = await openSpeech(config, lines, log, meter);
	const tries = createTryLimits(config);
	const coordinator = createActor(coordinatorMachine, {
		id: "coordinator",
		input: { switchboard: createSwitchboard(config, tries, now) },
		...(stately && { inspect: stately.inspect }),
	}).start();
	const policy = callPolicy(config);
	const socket = gameSocket(gameSocketOptions(config, connections, meter, log));
	const actors = new RootActors({
		...options,
		...(stately && { inspect: stately.inspect }),
		callMachine: callMachine.provide({
			actors: {
				phone: twilioPhone({ lines, streams, check, log }),
				recogniser: recogniserMachine.provide({
					actors: { ear: speech.ear },
					delays: { lastWords: config.lastWordsMs },
				}),
				speaking: speakingMachine.provide({ actors: { voice: speech.voice } }),
			},
		}),
		gameMachine: gameMachine.provide({ actors: { socket } }),
		coordinator,
		policy,
		phoneNumber: config.phoneNumber,
		resumeMs: config.gameResumeMs,
		now,
		watchers: [metrics.sessions, book],
	});
	const games = new GameArrivals({
		connections,
		actors,
		resumeMs: config.gameResumeMs,
		eventLog: eventLogBounds(config),
		now,
		log,
	});
	const takeCall = (call: WebSocket) => {
		const callId = newId();
		lines.set(callId, new CallLine(callId));
		streams.set(callId, new TwilioStream(call, meter));
		actors.startCall(callId);
	};
	return {
		...{ actors, coordinator, games, lines, policy },
		...{ speech, streamTokens, tries, takeCall, now },
	};
}

type Sessions = Awaited<ReturnType<typeof openSessions>>;

/** The two listeners, and whom they ask. */
function openListeners(
	config: Config,
	sessions: Sessions,
	{ metrics, meter, room, charts, stately }: Watching,
	isDraining: () => boolean,
	log: Logger,
) {
	const { actors, games, policy, speech, tries } = sessions;
	const handlers = {
		takeCall: sessions.takeCall,
		takeGame: games.takeGame.bind(games),
		resumeGame: games.resumeGame.bind(games),
		mayCall: (callerKey: string | undefined) =>
			tries.mayTry(callerKey, sessions.now())
				? undefined
				: policy.prompts.refused,
		isDraining,
		readiness: () => speech.whyNotReady(),
		outOfReach: () => speech.whyOutOfReach(),
		refused: metrics.sessions.refused.bind(metrics.sessions),
		readMetrics: () => metrics.read(),
		tryIt: config.hasTryItPage ? tryItHandlers(sessions) : undefined,
		takeViewer: room.enter.bind(room),
		takeStatelyPage: stately?.enter.bind(stately),
		charts: {
			drawingOf: (machineId: string) => charts.drawingOf(machineId),
			style: chartStyle,
		},
	};
	metrics.show({
		sessions: actors,
		meter,
		isReady: () => whyNoCalls(handlers) === undefined,
	});
	const publicOptions = {
		...config,
		dialects: ["plain", "callsign.v1"] as const,
		streamTokens: sessions.streamTokens,
		greeting: policy.prompts.greeting,
		language: config.prompts?.language,
	};
	return {
		public: createPublicListener(publicOptions, handlers, log),
		admin: createAdminListener(config, handlers, log),
	};
}

function streamTokensFor({ twilioAuthToken }: Config) {
	return twilioAuthToken === undefined
		? undefined
		: createStreamTokens(twilioAuthToken);
}

function eventLogBounds(config: Config) {
	return {
		events: config.gameLogEvents,
		bytes: config.gameLogBytes,
		ageMs: config.gameLogMs,
	};
}

function gameSocketOptions(
	config: Config,
	connections: GameConnections,
	meter: RelayMeter,
	log: Logger,
): GameSocketOptions {
	return {
		connections,
		meter,
		messagesPerSecond: config.gameMessagesPerSecond,
		bufferBytes: config.gameBufferBytes,
		pingEveryMs: config.gamePingMs,
		log,
	};
}

/** The operators' listener is a convenience: calls are taken without it. */
async function listenForOperators(
	listener: Listener,
	log: Logger,
): Promise<string | undefined> {
	try {
		const url = `http://${hostAndPort(await listener.listen())}`;
		log.info({ url }, "operators' listener open");
		return url;
	} catch (error) {
		log.warn({ err: error }, "no operators' listener: set ADMIN_URL");
		return undefined;
	}
}

/** Waits for the work, but no longer than so many milliseconds. */
async function withinTime(work: Promise<void>, ms: number): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const timeUp = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, ms);
	});
	await Promise.race([work, timeUp]);
	clearTimeout(timer);
}
