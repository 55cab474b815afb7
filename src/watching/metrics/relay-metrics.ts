import { Counter, Histogram, type Registry } from "prom-client";
import type { RelayDelays, RelayMeter } from "../../adapters/relay-meter.js";

export function relayDelays(registry: Registry): RelayDelays {
	const frames = new Histogram({
		name: "callsign_frame_to_recogniser_seconds",
		help: "From a frame of the caller's voice until the message to the recogniser that begins with it. Of each message the oldest frame counts, which waits the longest.",
		buckets: [0.01, 0.02, 0.03, 0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.5, 1, 5],
		registers: [registry],
	});
	const results = new Histogram({
		name: "callsign_result_to_game_seconds",
		help: "From a message of the recogniser until the game's socket has been given it.",
		buckets: [
			0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
			0.25,
		],
		registers: [registry],
	});
	return {
		frame: (ms) => frames.observe(ms / 1000),
		result: (ms) => results.observe(ms / 1000),
	};
}

/** Copies what the adapters have counted, at each scrape. */
export function countRelay(registry: Registry, meter: RelayMeter): void {
	counter(registry, {
		name: "callsign_received_bytes_total",
		help: "Bytes of the messages that came from each party.",
		label: "peer",
		counts: () => meter.receivedBytes,
	});
	counter(registry, {
		name: "callsign_sent_bytes_total",
		help: "Bytes of the messages that went to each party.",
		label: "peer",
		counts: () => meter.sentBytes,
	});
	counter(registry, {
		name: "callsign_reconnects_total",
		help: "Connections that were made anew within a call or a game.",
		label: "peer",
		counts: () => meter.reconnects,
	});
	new Counter({
		name: "callsign_recogniser_refusals_total",
		help: "Calls for which Deepgram said no for good: a bad key or a bad request.",
		registers: [registry],
		collect() {
			this.reset();
			this.inc(meter.recogniserRefusals);
		},
	});
	new Counter({
		name: "callsign_stuck_turns_total",
		help: "Turns of callers that Flux left open without a further word, and that were ended by the server.",
		registers: [registry],
		collect() {
			this.reset();
			this.inc(meter.stuckTurns);
		},
	});
	counter(registry, {
		name: "callsign_dropped_audio_seconds_total",
		help: "Audio that was dropped, by the bound that it ran into: AUDIO_KEEP_SECONDS, what a phone has not read, or what nobody can have said in the time.",
		label: "bound",
		counts: () => meter.droppedAudioSeconds(),
	});
	counter(registry, {
		name: "callsign_dropped_messages_total",
		help: "What a game did not get, by the bound: interim results at a quarter of GAME_BUFFER_BYTES, events that were gone from its log when it came back.",
		label: "bound",
		counts: () => meter.droppedMessages,
	});
	counter(registry, {
		name: "callsign_games_turned_out_total",
		help: "Games whose socket was closed for what they did, by the bound: GAME_BUFFER_BYTES, GAME_MESSAGES_PER_SECOND, GAME_MESSAGE_BYTES.",
		label: "bound",
		counts: () => meter.closedGames,
	});
	new Counter({
		name: "callsign_games_held_total",
		help: "How often a game's socket was not read for a while, since the games of its address had used up ADDRESS_MESSAGES_PER_SECOND or ADDRESS_BYTES_PER_SECOND.",
		registers: [registry],
		collect() {
			this.reset();
			this.inc(meter.heldGames);
		},
	});
	counter(registry, {
		name: "callsign_lines_total",
		help: "Lines that games wanted spoken, by how they ended.",
		label: "outcome",
		counts: () => meter.endedLines,
	});
}

interface Counted {
	readonly name: string;
	readonly help: string;
	readonly label: string;
	/** The current counts, by the values of the label. */
	readonly counts: () => Readonly<Record<string, number>>;
}

function counter(
	registry: Registry,
	{ name, help, label, counts }: Counted,
): void {
	new Counter({
		name,
		help,
		labelNames: [label],
		registers: [registry],
		collect() {
			this.reset();
			for (const [value, count] of Object.entries(counts()))
				this.inc({ [label]: value }, count);
		},
	});
}
