import type { Logger } from "pino";
import { createActor, type InspectionEvent } from "xstate";
import { AllLogs } from "./adapters/games/all-logs.js";
import type { GameConnections } from "./adapters/games/connections.js";
import { gameSocket } from "./adapters/games/socket.js";
import { CallLatencies } from "./adapters/latency/call-latencies.js";
import { type MindAdapters, openMinds } from "./adapters/minds/minds.js";
import { RelayMeter } from "./adapters/relay-meter.js";
import type { SoundPaths } from "./adapters/sound/sound-path.js";
import {
	openSpeech,
	type SpeechAdapters,
	type SpeechTrouble,
} from "./adapters/speech.js";
import { type TwilioStreams, twilioPhone } from "./adapters/twilio/phone.js";
import { CallArrivals } from "./call-arrivals.js";
import { type FlowsOfServer, openFlows } from "./flows-at-start.js";
import { GameArrivals } from "./game-arrivals.js";
import { IdleCollection } from "./idle-collection.js";
import { callMachine } from "./machines/call/call.js";
import { conversationMachine } from "./machines/conversation/conversation.js";
import { phraseAnswer } from "./machines/conversation/phrase-answer.js";
import { coordinatorMachine } from "./machines/coordinator/coordinator.js";
import type { TryLimits } from "./machines/coordinator/try-limits.js";
import { gameMachine } from "./machines/game/game.js";
import { recogniserMachine } from "./machines/recogniser/recogniser.js";
import { turnPauseMs } from "./machines/recogniser/recogniser-setup.js";
import { speakingMachine } from "./machines/speaking/speaking.js";
import { dialects } from "./protocol/dialects.js";
import { type Clock, RootActors } from "./root-actors.js";
import type { Config } from "./settings/config.js";
import { hostAndPort } from "./settings/listener-address.js";
import {
	callPolicy,
	createSwitchboard,
	createTryLimits,
	eventLogBounds,
	gameSocketLimits,
} from "./settings/policies.js";
import { noteTheStart } from "./settings/start-notes.js";
import { Shutdown } from "./shutdown.js";
import {
	type AdminHandlers,
	createAdminListener,
} from "./transport/admin-listener.js";
import { type ServerHealth, whyNoCalls } from "./transport/health-pages.js";
import type { Listener } from "./transport/http-listener.js";
import {
	createPublicListener,
	type PublicListenerHandlers,
	type PublicListenerOptions,
} from "./transport/public-listener.js";
import {
	createStreamCheck,
	createStreamTokens,
	type StreamCheckOptions,
} from "./transport/twilio/stream-tokens.js";
import { UnsignedCallers } from "./transport/twilio/unsigned-callers.js";
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
	/** Collects all garbage at once, for when there is nothing to do; without it V8 alone decides. */
	readonly collectGarbage?: () => void;
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
	const basis = { config, log, now: () => clock.now() };
	const conversing = {
		...(await openFlows(basis)),
		minds: openMinds(config, phraseAnswer, log),
	};
	const watching = await openWatching(basis);
	const sessions = await openSessions(basis, options, watching, conversing);
	const shutdown = new Shutdown(config.drainMs, log);
	const listeners = joinListeners(basis, sessions, watching, shutdown);
	const { host, port } = await listeners.public.listen();
	const adminUrl = await listenForOperators(listeners.admin, log);
	const url = `${config.tls ? "https" : "http"}://${hostAndPort({ host, port })}`;
	log.info({ url, mode: config.mode }, "listening");
	noteTheStart(config, port, log, conversing);
	const { actors, coordinator } = sessions;
	const open = { ...sessions, ...watching, listeners };
	return {
		url,
		adminUrl,
		actors,
		get known() {
			return coordinator.getSnapshot().context.switchboard.size;
		},
		watching: watching.room,
		drain: () => shutdown.drain(open),
		close: () => shutdown.close(open),
	};
}

/** What every part of the server is made with. */
interface Basis {
	readonly config: Config;
	readonly log: Logger;
	/** The time in milliseconds, by a clock that does not run backwards. */
	readonly now: () => number;
}

/** The flows, proved, and those who think for their characters. */
interface Conversing extends FlowsOfServer {
	readonly minds: MindAdapters;
}

/** Everything with which operators look at the server. */
async function openWatching({ config, now }: Basis) {
	const metrics = new Metrics(now);
	const book = new SessionBook();
	const isStately = config.inspect === "stately";
	return {
		metrics,
		meter: new RelayMeter(now, metrics.delays),
		latencies: new CallLatencies(now, {
			...metrics.latencies,
			turn: book.noteTurn.bind(book),
		}),
		book,
		room: new WatchRoom(book),
		charts: new PageCharts([callMachine, gameMachine]),
		stately: isStately ? await StatelyRelay.open() : undefined,
	};
}

type Watching = Awaited<ReturnType<typeof openWatching>>;

/** The actors of calls and games, what they stand on, and what receives their sockets. */
async function openSessions(
	basis: Basis,
	options: ServerOptions,
	watching: Watching,
	conversing: Conversing,
) {
	const { config, log, now } = basis;
	const { metrics, meter, book, stately } = watching;
	const registers = openRegisters();
	const speech = await openSpeech(config, registers.soundPaths, log, meter);
	const streamTokens = streamTokensFor(config);
	const unsignedCallers = new UnsignedCallers();
	const tries = createTryLimits(config);
	const coordinator = startCoordinator(basis, tries, stately);
	const policy = callPolicy(config, conversing);
	const actors = new RootActors({
		...options,
		...(stately && { inspect: stately.inspect }),
		callMachine: joinCall(
			basis,
			registers,
			speech,
			{ streamTokens, unsignedCallers },
			watching,
			conversing,
		),
		gameMachine: joinGame(basis, registers, watching),
		coordinator,
		policy,
		phoneNumber: config.phoneNumber,
		flows: [...conversing.flows.keys()],
		resumeMs: config.gameResumeMs,
		now,
		watchers: [metrics.sessions, book, ...idleCollection(options)],
	});
	return {
		actors,
		coordinator,
		arrivals: openArrivals(basis, registers, actors, meter),
		soundPaths: registers.soundPaths,
		policy,
		speech,
		minds: conversing.minds,
		streamTokens,
		unsignedCallers,
		tries,
	};
}

function idleCollection({ collectGarbage, clock }: ServerOptions) {
	return collectGarbage
		? [new IdleCollection(collectGarbage, clock ?? globalThis)]
		: [];
}

type Sessions = Awaited<ReturnType<typeof openSessions>>;

/** Where adapters find the sockets and the sound of their call or game, by its id. */
interface Registers {
	readonly soundPaths: SoundPaths;
	readonly streams: TwilioStreams;
	readonly connections: GameConnections;
}

function openRegisters(): Registers {
	return { soundPaths: new Map(), streams: new Map(), connections: new Map() };
}

function startCoordinator(
	{ config, now }: Basis,
	tries: TryLimits,
	stately: Watching["stately"],
) {
	return createActor(coordinatorMachine, {
		id: "coordinator",
		input: { switchboard: createSwitchboard(config, tries, now) },
		...(stately && { inspect: stately.inspect }),
	}).start();
}

/** The machine of calls, with all that it invokes. */
function joinCall(
	{ config, log, now }: Basis,
	registers: Registers,
	speech: SpeechAdapters,
	standing: Pick<StreamCheckOptions, "streamTokens" | "unsignedCallers">,
	{ metrics: { sessions }, meter, latencies }: Watching,
	{ minds }: Conversing,
) {
	const { mustHaveStreamToken } = config;
	const check = createStreamCheck(
		{ ...standing, mustHaveStreamToken },
		sessions,
	);
	const refused = () => sessions.refused("call", "token");
	return callMachine.provide({
		actors: {
			phone: twilioPhone({
				...registers,
				check,
				refused,
				meter,
				latencies,
				now,
				log,
			}),
			recogniser: recogniserMachine.provide({
				actors: { ear: speech.ear },
				delays: {
					lastWords: config.lastWordsMs,
					turnPause: speech.findsTurns
						? turnPauseMs.whereTurnsAreFound
						: turnPauseMs.usual,
				},
			}),
			speaking: speakingMachine.provide({ actors: { voice: speech.voice } }),
			conversation: conversationMachine.provide({
				actors: { mind: minds.mind },
			}),
		},
	});
}

/** The machine of games, with the adapter of their sockets. */
function joinGame(
	{ config, log }: Basis,
	{ connections }: Registers,
	{ meter, latencies }: Watching,
) {
	const limits = gameSocketLimits(config);
	const socket = gameSocket({ ...limits, connections, meter, latencies, log });
	return gameMachine.provide({ actors: { socket } });
}

/** What receives the sockets of calls and games. */
function openArrivals(
	{ config, log, now }: Basis,
	registers: Registers,
	actors: RootActors,
	meter: RelayMeter,
) {
	const { gameResumeMs: resumeMs } = config;
	const eventLog = eventLogBounds(config);
	return {
		calls: new CallArrivals({ ...registers, actors, meter }),
		games: new GameArrivals({
			...registers,
			actors,
			resumeMs,
			eventLog,
			allLogs: new AllLogs(config.allGameLogsBytes),
			now,
			log,
		}),
	};
}

/** The two listeners, and what each of them asks. */
function joinListeners(
	basis: Basis,
	sessions: Sessions,
	watching: Watching,
	shutdown: Shutdown,
) {
	const { config, log } = basis;
	const { actors, speech, minds } = sessions;
	const { metrics, meter } = watching;
	const health = healthOf(shutdown, speech, "forEverybody");
	const inDetail = {
		...healthOf(shutdown, speech, "forOperators"),
		hardship: () => hardshipOf(minds),
	};
	const isReady = () => whyNoCalls(health) === undefined;
	metrics.show({ sessions: actors, meter, isReady });
	return {
		public: createPublicListener(
			publicOptions(config, sessions),
			publicHandlers(basis, sessions, watching, health),
			log,
		),
		admin: createAdminListener(config, adminHandlers(watching, inDetail), log),
	};
}

/** How the server is doing, for those who may know as much of what is wrong with speech. */
function healthOf(
	shutdown: Shutdown,
	speech: SpeechAdapters,
	told: keyof SpeechTrouble,
): ServerHealth {
	return {
		isDraining: () => shutdown.hasBegun,
		readiness: () => speech.whyNotReady()?.[told],
		outOfReach: () => speech.whyOutOfReach()?.[told],
	};
}

/** Characters whose mind fails say what their authors wrote for that, so calls are taken all the same. */
function hardshipOf({ whyRefused }: MindAdapters): string | undefined {
	const why = whyRefused();
	return why && `The model of MIND_URL refuses whatever is asked: ${why}.`;
}

function publicOptions(
	config: Config,
	{ policy, streamTokens }: Sessions,
): PublicListenerOptions {
	return {
		...config,
		dialects,
		streamTokens,
		greeting: policy.prompts.greeting,
		language: config.prompts?.language,
	};
}

function publicHandlers(
	{ config, now }: Basis,
	sessions: Sessions,
	{ metrics }: Watching,
	health: ServerHealth,
): PublicListenerHandlers {
	const { actors, arrivals, soundPaths, policy, speech } = sessions;
	const { calls, games } = arrivals;
	return {
		...health,
		takeCall: calls.takeCall.bind(calls),
		takeGame: games.takeGame.bind(games),
		resumeGame: games.resumeGame.bind(games),
		mayCall: (callerKey, address) =>
			mayTry(sessions, callerKey, address, now())
				? undefined
				: policy.prompts.refused,
		hasCharacter: (to) => policy.answeringFlow(to) !== undefined,
		refused: metrics.sessions.refused.bind(metrics.sessions),
		tryIt: config.hasTryItPage
			? tryItHandlers({ soundPaths, speech, calls: actors.calls })
			: undefined,
	};
}

/** Whether this caller may try another code, as their stream would be asked. */
function mayTry(
	{ tries, streamTokens, unsignedCallers }: Sessions,
	callerKey: string | undefined,
	address: string,
	nowMs: number,
): boolean {
	if (streamTokens !== undefined) return tries.mayTry(callerKey, nowMs);
	const caller = unsignedCallers.at(address, callerKey);
	return tries.mayTry(caller.callerKey, nowMs, caller.addressKey);
}

function adminHandlers(
	{ metrics, room, charts, stately }: Watching,
	health: ServerHealth,
): AdminHandlers {
	return {
		...health,
		refused: metrics.sessions.refused.bind(metrics.sessions),
		readMetrics: metrics.read.bind(metrics),
		takeViewer: room.enter.bind(room),
		takeStatelyPage: stately?.enter.bind(stately),
		charts: {
			drawingOf: charts.drawingOf.bind(charts),
			style: chartStyle,
		},
	};
}

function streamTokensFor({ twilioAuthToken }: Config) {
	return twilioAuthToken === undefined
		? undefined
		: createStreamTokens(twilioAuthToken);
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
