import { randomInt } from "node:crypto";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Logger } from "pino";
import { v7 as newId } from "uuid";
import type { WebSocket } from "ws";
import { createActor, type InspectionEvent } from "xstate";
import { CallLine, type CallLines } from "./adapters/call-line.js";
import type { GameConnections } from "./adapters/game-connections.js";
import { type GameSocketOptions, gameSocket } from "./adapters/game-socket.js";
import { RelayMeter } from "./adapters/relay-meter.js";
import { openSpeech } from "./adapters/speech.js";
import { type TwilioStreams, twilioPhone } from "./adapters/twilio-phone.js";
import { TwilioStream } from "./adapters/twilio-stream.js";
import { type Config, readConfig } from "./config.js";
import { GameArrivals } from "./game-arrivals.js";
import { createLog } from "./log.js";
import { callMachine } from "./machines/call.js";
import type { CallPolicy } from "./machines/call-setup.js";
import { createCodeBook } from "./machines/code-book.js";
import { coordinatorLogic, Switchboard } from "./machines/coordinator.js";
import { gameMachine } from "./machines/game.js";
import { defaultPrompts, wordCodePrompts } from "./machines/prompts.js";
import { TryLimits } from "./machines/try-limits.js";
import { type Clock, RootActors } from "./root-actors.js";
import { isLoopback } from "./setting-checks.js";
import { createAdminListener } from "./transport/admin-listener.js";
import { whyNoCalls } from "./transport/health-pages.js";
import { type Listener, written } from "./transport/http-listener.js";
import { createPublicListener } from "./transport/public-listener.js";
import {
	createStreamCheck,
	createStreamTokens,
} from "./transport/stream-tokens.js";
import { tryItHandlers } from "./try-it.js";
import { chartStyle } from "./watching/chart-style.js";
import { Metrics } from "./watching/metrics.js";
import { PageCharts } from "./watching/page-charts.js";
import { SessionBook } from "./watching/session-book.js";
import { StatelyRelay } from "./watching/stately.js";
import { WatchRoom } from "./watching/watch-room.js";

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
	readonly switchboard: Switchboard;
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
	const lines: CallLines = new Map();
	const streams: TwilioStreams = new Map();
	const connections: GameConnections = new Map();
	const metrics = new Metrics(now);
	const meter = new RelayMeter(now, metrics.delays);
	const book = new SessionBook();
	const watching = new WatchRoom(book);
	const stately =
		config.inspect === "stately" ? await StatelyRelay.open() : undefined;
	const charts = new PageCharts([callMachine, gameMachine]);
	const speech = await openSpeech(config, lines, log, meter);
	const switchboard = createSwitchboard(config, now);
	const policy = callPolicy(config);
	const coordinator = createActor(coordinatorLogic(switchboard)).start();
	const { twilioAuthToken, mustHaveStreamToken } = config;
	const streamTokens =
		twilioAuthToken === undefined
			? undefined
			: createStreamTokens(twilioAuthToken);
	const check = createStreamCheck(
		{ streamTokens, mustHaveStreamToken },
		metrics.sessions,
	);
	const actors = new RootActors({
		...options,
		...(stately && { inspect: stately.inspect }),
		callMachine: callMachine.provide({
			actors: {
				phone: twilioPhone({ lines, streams, check, log }),
				recogniser: speech.recogniser,
				voice: speech.voice,
			},
		}),
		gameMachine: gameMachine.provide({
			actors: {
				socket: gameSocket({
					...gameSocketOptions(config, connections, log),
					meter,
				}),
			},
		}),
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
		eventLog: {
			events: config.gameLogEvents,
			bytes: config.gameLogBytes,
			ageMs: config.gameLogMs,
		},
		now,
		log,
	});
	let isGoingAway = false;
	const handlers = {
		takeCall: (socket: WebSocket) => {
			const callId = newId();
			lines.set(callId, new CallLine(callId));
			streams.set(callId, new TwilioStream(socket, meter));
			actors.startCall(callId);
		},
		takeGame: games.takeGame.bind(games),
		resumeGame: games.resumeGame.bind(games),
		mayCall: (callerKey: string | undefined) =>
			switchboard.mayTry(callerKey) ? undefined : policy.prompts.refused,
		isDraining: () => isGoingAway,
		readiness: () => speech.whyNotReady(),
		outOfReach: () => speech.whyOutOfReach(),
		refused: metrics.sessions.refused.bind(metrics.sessions),
		readMetrics: () => metrics.read(),
		tryIt: config.hasTryItPage
			? tryItHandlers({ lines, switchboard, speech })
			: undefined,
		takeViewer: watching.enter.bind(watching),
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
	const publicListener = createPublicListener(
		{
			...config,
			dialects: ["plain", "callsign.v1"],
			streamTokens,
			greeting: policy.prompts.greeting,
			language: config.prompts?.language,
		},
		handlers,
		log,
	);
	const adminListener = createAdminListener(config, handlers, log);
	const { host, port } = await publicListener.listen();
	warnOfStrangers(config, log);
	const adminUrl = await listenForOperators(adminListener, log);
	const url = `${config.tls ? "https" : "http"}://${written({ host, port })}`;
	log.info({ url, mode: config.mode }, "listening");
	if (stately)
		log.warn(
			"INSPECT=stately: every call and game is inspected, which takes its time; for development only",
		);
	if (config.isDemo && config.twilioAuthToken)
		log.warn("DEMO=1 changes nothing: TWILIO_AUTH_TOKEN wants signed calls");
	if (config.hasTryItPage)
		log.info(`Try it: open ${pageUrl(config, port)} in a browser`);

	async function close(): Promise<void> {
		isGoingAway = true;
		actors.endAll("server going away");
		watching.close();
		await Promise.all([publicListener.close(), adminListener.close()]);
		await speech.close();
		metrics.close();
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

	return { url, adminUrl, actors, switchboard, watching, drain, close };
}

function createSwitchboard(config: Config, now: () => number): Switchboard {
	const codes = createCodeBook({
		triesPerCall: config.codeTriesPerCall,
		restMs: config.codeRestMs,
		randomBelow: (bound) => randomInt(bound),
		...(config.gameCodes && { words: config.gameCodes }),
	});
	const tries = new TryLimits({
		perCaller: config.codeTriesPerCaller,
		perServer: config.codeTriesPerServer,
	});
	const triesPerCall = config.codeTriesPerCall;
	return new Switchboard({ codes, tries, triesPerCall, now });
}

function callPolicy(config: Config): CallPolicy {
	const { language: _, voice, ...lines } = config.prompts ?? {};
	return {
		startTimeoutMs: config.startTimeoutMs,
		codeWaitMs: config.codeWaitMs,
		codeRemindersMs: config.codeReminderMs,
		codeSettleMs: config.codeSettleMs,
		triesPerCall: config.codeTriesPerCall,
		lastWordsMs: config.lastWordsMs,
		vocabulary: config.gameCodes
			? { kind: "words", codes: config.gameCodes }
			: { kind: "digits" },
		prompts: {
			...defaultPrompts,
			...(config.gameCodes && wordCodePrompts),
			...lines,
		},
		promptVoice: voice,
	};
}

function gameSocketOptions(
	config: Config,
	connections: GameConnections,
	log: Logger,
): GameSocketOptions {
	return {
		connections,
		messagesPerSecond: config.gameMessagesPerSecond,
		bufferBytes: config.gameBufferBytes,
		pingEveryMs: config.gamePingMs,
		log,
	};
}

/** Where a browser on this machine finds the try-it page. */
function pageUrl({ publicListener, tls }: Config, port: number): string {
	const isAnywhere = ["0.0.0.0", "::"].includes(publicListener.host);
	const host = isAnywhere ? "localhost" : publicListener.host;
	return `${tls ? "https" : "http"}://${written({ host, port })}/`;
}

/** The operators' listener asks for no key. That is as well on loopback, and elsewhere somebody must have seen to it. */
function warnOfStrangers({ adminListener }: Config, log: Logger): void {
	const { host } = adminListener;
	if (!isLoopback(host))
		log.warn(
			{ host },
			"ADMIN_URL is not loopback: whoever reaches it may look at metrics and inspector, which ask for no key",
		);
}

/** The operators' listener is a convenience: calls are taken without it. */
async function listenForOperators(
	listener: Listener,
	log: Logger,
): Promise<string | undefined> {
	try {
		const url = `http://${written(await listener.listen())}`;
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

/** Runs the server as a process: settings from the environment, drained by SIGTERM or SIGINT. */
async function runAsProcess(): Promise<void> {
	const reading = readConfig(process.env);
	if ("problems" in reading) {
		process.stderr.write(`${reading.problems.join("\n")}\n`);
		process.exit(2);
	}
	const log = createLog(reading.config.logLevel);
	// The last resort: whatever slips through ends no call but the one it concerns.
	process.on("uncaughtException", (error) =>
		log.error({ err: error }, "unexpected error"),
	);
	const server = await startServer(reading.config, { log });
	let isStopping = false;
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.on(signal, () => {
			if (isStopping) process.exit(1);
			isStopping = true;
			void server.drain().then(() => process.exit(0));
		});
	}
}

const isRunAsProgram =
	process.argv[1] !== undefined &&
	realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isRunAsProgram) {
	runAsProcess().catch((error: Error) => {
		process.stderr.write(`Callsign cannot start: ${error.message}\n`);
		process.exit(1);
	});
}
