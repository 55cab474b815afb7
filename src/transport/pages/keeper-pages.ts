import type { IncomingMessage, ServerResponse } from "node:http";
import { answerPlainly, type PlainAnswer } from "../plain-answers.js";

/** What a flow was proved by. */
export interface KeeperProof {
	readonly states: number;
	readonly edges: number;
	/** How many walks the author's own laws were tried on. */
	readonly walks: number;
	/** How many events the way to the farthest state has. */
	readonly longest: number;
	readonly tookMs: number;
	readonly laws: readonly { readonly name: string; readonly holds: boolean }[];
}

/** The character that the try-it page rings without a game. */
export interface KeeperOfPage {
	/** The number by which it is rung. */
	readonly phoneNumber: string;
	/** The text of the file that it is written in; undefined where that is not everybody's. */
	readonly source: string | undefined;
	readonly proof: KeeperProof;
	/** Its statechart as SVG. Rejects when it cannot be drawn. */
	draw(): Promise<string | undefined>;
	/** The style sheet of the drawing. */
	readonly chartStyle: string;
}

/** A move that the character's flow would take now. */
export interface LegalMove {
	readonly name: string;
	/** When it is made, in words for the mind. */
	readonly means: string;
	/** What callers say for it. */
	readonly heardAs: readonly string[];
}

/** What a phone's page is told of the character that has its caller. */
export type TalkNews =
	| {
			/** Its flow was told something, and is in these states now. */
			readonly type: "scene";
			/** The type of what it was told; `start` for its beginning. */
			readonly cause: string;
			readonly state: string;
			/** The ids of the active states, outermost first. */
			readonly activeStates: readonly string[];
			/** What the innermost of them means. */
			readonly means: string;
			readonly moves: readonly LegalMove[];
	  }
	/** By the caller himself, as it was understood. */
	| { readonly type: "said"; readonly text: string }
	/** By the caller, of a line of the character's: all of it, or what came before it was cut. */
	| { readonly type: "heard"; readonly text: string; readonly wasCut: boolean }
	/** By the character, at this moment; nothing where it is silent. */
	| { readonly type: "speaking"; readonly text: string }
	/** The mind asked for a move that the flow would not take. */
	| { readonly type: "refused"; readonly move: string }
	/** The character has the caller no more. */
	| { readonly type: "over" };

type Answer = (
	request: IncomingMessage,
	response: ServerResponse,
) => void | Promise<void>;

/** What of the keeper is there for everybody: who he is, how he was proved, and how he is drawn; by the paths of the page. */
export function keeperPages(
	{ phoneNumber, source, proof, draw, chartStyle }: KeeperOfPage,
	headers: Readonly<Record<string, string>>,
): ReadonlyMap<string, Answer> {
	const facts = JSON.stringify({ phoneNumber, source, proof });
	const answering =
		(type: string, text: string): Answer =>
		(request, response) =>
			answerWithText(request, response, { type, text }, headers);
	return new Map<string, Answer>([
		["/try-it/keeper", answering("application/json", facts)],
		["/try-it/charts.css", answering("text/css", chartStyle)],
		[
			"/try-it/keeper/chart",
			async (request, response) => {
				const text = await draw().catch(() => undefined);
				if (text === undefined) answerPlainly(response, noDrawing);
				else
					answerWithText(
						request,
						response,
						{ type: "image/svg+xml", text },
						headers,
					);
			},
		],
	]);
}

const noDrawing: PlainAnswer = {
	status: 503,
	sentence: "The statechart cannot be drawn just now.",
};

function answerWithText(
	{ method }: IncomingMessage,
	response: ServerResponse,
	{ type, text }: { readonly type: string; readonly text: string },
	headers: Readonly<Record<string, string>>,
): void {
	response.writeHead(200, {
		...headers,
		"Content-Type": `${type}; charset=utf-8`,
		"Content-Length": Buffer.byteLength(text),
		"Cache-Control": "no-cache",
	});
	response.end(method === "HEAD" ? undefined : text);
}
