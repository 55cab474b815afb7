import type { Dialect } from "../protocol/dialects.js";
import { type Closing, closings } from "../protocol/game-errors.js";
import { drainingSentence } from "./health-pages.js";
import type { Seat } from "./peers/seats.js";
import type { RefusalReason } from "./refusals.js";

/** What a game said about itself as it came. Its key is not in the query any more. */
export interface GameRequest {
	readonly query: URLSearchParams;
	readonly dialect: Dialect;
	/** Where it comes from, as `PeerAddresses` tells it. */
	readonly address: string;
}

/** Why no seat is left, as a sentence and for the metrics. */
export interface NoSeat {
	readonly sentence: string;
	readonly why: RefusalReason;
}

/** What is asked about a game that comes in. */
export interface GameDoubts {
	readonly hasKey: boolean;
	isDraining(): boolean;
	/** Takes a seat; asked last, so that a seat is taken only by a new game that is let in. */
	takeSeat(): Seat | NoSeat;
}

/** What becomes of a game that comes in. */
export type GameVerdict =
	| { readonly becomes: "new"; readonly seat: Seat }
	| { readonly becomes: "resumed" }
	| {
			readonly becomes: "sent away";
			readonly closing: Pick<Closing, "code" | "reason">;
			readonly why: RefusalReason;
	  };

/** Judges a game that speaks a dialect of ours. One that comes back has its seat, and is welcome even while the server drains. */
export function judgeGame(
	request: GameRequest,
	doubts: GameDoubts,
): GameVerdict {
	if (!doubts.hasKey)
		return { becomes: "sent away", closing: closings.keyWrong, why: "key" };
	if (isResuming(request)) return { becomes: "resumed" };
	if (doubts.isDraining())
		return noRoom({ sentence: drainingSentence, why: "draining" });
	const seat = doubts.takeSeat();
	return "why" in seat ? noRoom(seat) : { becomes: "new", seat };
}

/** Only typed games can resume: to a plain one the query means nothing. */
function isResuming({ query, dialect }: GameRequest): boolean {
	return dialect !== "plain" && query.has("resume");
}

function noRoom({ sentence, why }: NoSeat): GameVerdict {
	const closing = { ...closings.noRoom, reason: sentence };
	return { becomes: "sent away", closing, why };
}
