import { serverText } from "./frames.js";
import type { LoadEar } from "./load-deepgram.js";

/** What Flux says of a caller's turns on one listen socket, with frames that cost a load little. */
export class LoadFlux {
	#turn = 0;
	#sequence = 1;

	constructor(private readonly ear: LoadEar) {
		ear.write(serverText(connected));
	}

	startTurn(words: string): void {
		this.#tell("StartOfTurn", words);
	}

	endEagerly(words: string): void {
		this.#tell("EagerEndOfTurn", words);
	}

	endTurn(words: string): void {
		this.#tell("EndOfTurn", words);
		this.#turn += 1;
	}

	#tell(event: string, transcript: string): void {
		const words = transcript
			.split(" ")
			.map((word) => ({ word, confidence: 0.98 }));
		this.ear.write(
			serverText(
				JSON.stringify({
					type: "TurnInfo",
					request_id: "5a2f7c1e-1111-4000-8000-000000000000",
					sequence_id: this.#sequence++,
					event,
					turn_index: this.#turn,
					audio_window_start: this.#turn,
					audio_window_end: this.#turn + 0.5,
					transcript,
					words,
					end_of_turn_confidence: event === "EndOfTurn" ? 0.9 : 0.1,
				}),
			),
		);
	}
}

const connected = JSON.stringify({
	type: "Connected",
	request_id: "5a2f7c1e-1111-4000-8000-000000000000",
	sequence_id: 0,
	// As long as a message of a load must be.
	note: "0123456789".repeat(4),
});
