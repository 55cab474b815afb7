import { Histogram, type Registry } from "prom-client";
import type { LatenciesReport } from "../../adapters/latency/call-latencies.js";
import type { LatencyStage } from "../../adapters/latency/turn-latency.js";

/** Every value of the label is there from the start. */
const stages: Readonly<Record<LatencyStage, 0>> = {
	end_of_speech_to_turn_ended: 0,
	turn_ended_to_first_text: 0,
	first_text_to_first_sound: 0,
	sound_to_mark: 0,
};

/** Measures how long callers wait for an answer, and in which stage. */
export function turnLatencies(
	registry: Registry,
): Pick<LatenciesReport, "gap" | "stage"> {
	const gaps = new Histogram({
		name: "callsign_turn_gap_seconds",
		help: "The gap that a caller feels, from the sound of both tracks: from the last sound of the caller until the first sound of the answer is played. The ways from and to the phone are not in it.",
		buckets: [0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 30],
		registers: [registry],
	});
	const latencies = new Histogram({
		name: "callsign_latency_seconds",
		help: "How long a turn of the caller's and its answer took, by the stage: from the last sound of the caller to the end of the turn, as the game is told of it; to the first text of the game; to the first sound of it that the phone is given; to the mark at its end.",
		labelNames: ["stage"],
		buckets: [
			0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10,
			30, 60,
		],
		registers: [registry],
	});
	for (const stage of Object.keys(stages)) latencies.zero({ stage });
	return {
		gap: (ms) => gaps.observe(ms / 1000),
		stage: (stage, ms) => latencies.observe({ stage }, ms / 1000),
	};
}
