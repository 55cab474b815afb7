import type { Logger } from "pino";
import type { MindFailure } from "../../machines/conversation/mind.js";
import { type Fields, fieldsOf } from "../../protocol/json.js";

/** Statuses that no further attempt changes: key, payment, permission, and a model or path that is not there. */
const statusesForGood = new Set([401, 402, 403, 404]);
/** The same, in OpenAI's words, where the status alone does not tell ("Error codes" of its API guide). */
const codesForGood = new Set([
	"insufficient_quota",
	"invalid_api_key",
	"model_not_found",
]);

/** Whether the model that all minds of a server ask can be asked, by what the last of them found. */
export class ModelTrouble {
	#why: string | undefined;

	/** `key` is never written, whoever repeats it. */
	constructor(
		private readonly log: Logger,
		private readonly key: string | undefined,
	) {}

	/** Why it refuses whatever is asked; undefined while it does not. */
	get why(): string | undefined {
		return this.#why;
	}

	worked(): void {
		this.#why = undefined;
	}

	/** Takes down an error, and tells what it means for the thought that it came up in. */
	failed(error: unknown): MindFailure {
		const { status, code, what } = described(error);
		const why = this.#withoutKey(what);
		const isForGood =
			statusesForGood.has(status ?? 0) || codesForGood.has(code ?? "");
		if (!isForGood) {
			this.log.warn({ why }, "the model gave no answer");
			return "error";
		}
		if (this.#why === undefined)
			this.log.error(
				{ why },
				"the model refuses whatever is asked: see MIND_URL, MIND_MODEL and MIND_KEY",
			);
		this.#why = why;
		return "refused";
	}

	#withoutKey(text: string): string {
		return this.key === undefined ? text : text.replaceAll(this.key, "…");
	}
}

interface Described {
	readonly status: number | undefined;
	readonly code: string | undefined;
	/** Made of numbers and single words: an error's sentences may repeat what a caller said, or a key. */
	readonly what: string;
}

function described(error: unknown): Described {
	const chain = causesOf(error);
	const status = chain
		.map(({ statusCode }) => statusCode)
		.find((value) => typeof value === "number");
	const code = chain.flatMap(codesOf).at(0);
	const name = chain.map((each) => word(each.name)).find(Boolean);
	const words = [status === undefined ? undefined : `HTTP ${status}`, code];
	const what = words.filter((each) => each !== undefined).join(" ");
	return { status, code, what: what || (name ?? "unknown") };
}

/** The error itself, and what it came from. */
function causesOf(error: unknown): Fields[] {
	const chain: Fields[] = [];
	const maxDepth = 5;
	for (
		let each = fieldsOf(error);
		each && chain.length < maxDepth;
		each = fieldsOf(each.cause)
	)
		chain.push(each);
	return chain;
}

/** Of the server's answer, of an error within a stream, or of the system. */
function codesOf(error: Fields): string[] {
	const answer = fieldsOf(fieldsOf(error.data)?.error);
	return [answer?.code, answer?.type, error.code, error.type]
		.map(word)
		.filter((each) => each !== undefined);
}

function word(value: unknown): string | undefined {
	return typeof value === "string" && /^[\w.-]{1,60}$/.test(value)
		? value
		: undefined;
}
