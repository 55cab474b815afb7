import type { IncomingMessage, ServerResponse } from "node:http";
import { Arrivals } from "../waiting/arrivals.js";

/** One message of a question. */
export interface ModelMessage {
	readonly role: "system" | "user" | "assistant" | "tool";
	readonly content: string | null;
	readonly tool_call_id?: string;
	readonly tool_calls?: readonly {
		readonly id: string;
		readonly type: "function";
		readonly function: { readonly name: string; readonly arguments: string };
	}[];
}

/** A question, as it came. */
export interface ModelRequest {
	readonly model: string;
	readonly messages: readonly ModelMessage[];
	readonly tools?: readonly {
		readonly type: "function";
		readonly function: {
			readonly name: string;
			readonly description?: string;
			readonly parameters: Readonly<Record<string, unknown>>;
		};
	}[];
	readonly tool_choice?: unknown;
	readonly stream?: boolean;
	readonly stream_options?: { readonly include_usage?: boolean };
}

/** A call of a tool, or a piece of one: the first piece has the name and the id. */
export interface ToolCallPiece {
	readonly index?: number;
	readonly id?: string;
	readonly name?: string;
	readonly arguments?: string;
}

/** Why a model has stopped. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** One question to a model's server, and its answer, which goes out at once as it is given. */
export class ModelExchange {
	/** When the other side has closed the connection before the answer was at its end; in milliseconds, of `performance.now()`. */
	readonly aborts = new Arrivals<number>("close of an answer half given");
	#hasBegun = false;

	constructor(
		readonly request: IncomingMessage,
		private readonly response: ServerResponse,
		/** The body, to the byte. */
		readonly text: string,
		readonly body: ModelRequest,
	) {
		response.on("close", () => {
			if (!response.writableFinished) this.aborts.push(performance.now());
		});
		response.on("error", () => {});
	}

	/** The last message that is the caller's, or the game's. */
	get lastWords(): string {
		const own = this.body.messages.filter(({ role }) => role === "user");
		return own.at(-1)?.content ?? "";
	}

	/** The names of the tools that may be called. */
	get tools(): readonly string[] {
		return (this.body.tools ?? []).map((tool) => tool.function.name);
	}

	/** The status and the headers, and the first chunk, which says nothing yet. */
	begin(): this {
		if (this.#hasBegun) return this;
		this.#hasBegun = true;
		this.response.writeHead(200, {
			"content-type": "text/event-stream; charset=utf-8",
			"cache-control": "no-cache",
		});
		return this.#delta({ role: "assistant", content: "" });
	}

	/** Texts, each in a chunk of its own. */
	say(...pieces: readonly string[]): this {
		this.begin();
		for (const content of pieces) this.#delta({ content });
		return this;
	}

	/** What a model thinks before it speaks, as DeepSeek and others send it. */
	reason(text: string): this {
		return this.begin().#delta({ reasoning_content: text });
	}

	/** A refusal in words. */
	decline(text: string): this {
		return this.begin().#delta({ refusal: text });
	}

	call({ index = 0, id, name, ...rest }: ToolCallPiece): this {
		const called = {
			...(name !== undefined && { name }),
			...(rest.arguments !== undefined && { arguments: rest.arguments }),
		};
		const piece = {
			index,
			...(id !== undefined && { id, type: "function" }),
			function: called,
		};
		return this.begin().#delta({ tool_calls: [piece] });
	}

	/** The end: why, what it has cost if that was asked for, and that it is all. */
	finish(
		reason: FinishReason = "stop",
		usage: { readonly input: number; readonly output: number } | undefined = {
			input: 20,
			output: 5,
		},
	): void {
		this.begin().#chunk({
			choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: reason }],
		});
		if (this.body.stream_options?.include_usage)
			this.#chunk({ choices: [], usage: asUsage(usage) });
		this.write("data: [DONE]\n\n").end();
	}

	/** The end, and then a chunk of usage as some servers write it, whose `choices` is null. */
	finishOddly(): void {
		this.begin().#chunk({
			choices: [{ index: 0, delta: {}, finish_reason: "stop" }],
		});
		this.#chunk({ choices: null, usage: asUsage({ input: 20, output: 5 }) });
		this.write("data: [DONE]\n\n").end();
	}

	/** An error after the answer has begun, as OpenRouter and vLLM send it. */
	breakOff(code: string): void {
		this.begin().write(
			`data: ${JSON.stringify({ error: { message: "No more.", type: code, code } })}\n\n`,
		);
		this.end();
	}

	/** An error in place of an answer. */
	refuse(
		status: number,
		code: string,
		message = "The server was told to refuse.",
		headers: Readonly<Record<string, string>> = {},
	): void {
		const body = { error: { message, type: code, param: null, code } };
		this.response
			.writeHead(status, { "content-type": "application/json", ...headers })
			.end(JSON.stringify(body));
	}

	/** A whole answer that is none of this wire. */
	answerWith(status: number, contentType: string, text: string): void {
		this.response.writeHead(status, { "content-type": contentType }).end(text);
	}

	/** Whatever one likes, to the byte. */
	write(text: string): this {
		this.response.write(text);
		return this;
	}

	/** The end of the answer, and nothing that says so. */
	end(): void {
		this.response.end();
	}

	/** Cuts the connection. */
	cut(): void {
		this.response.destroy();
	}

	#delta(delta: object): this {
		return this.#chunk({
			choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
		});
	}

	#chunk(fields: object): this {
		const chunk = {
			id: "chatcmpl-1",
			object: "chat.completion.chunk",
			created: 1_790_000_000,
			model: this.body.model,
			...(this.body.stream_options?.include_usage && { usage: null }),
			...fields,
		};
		return this.write(`data: ${JSON.stringify(chunk)}\n\n`);
	}
}

function asUsage({
	input,
	output,
}: {
	readonly input: number;
	readonly output: number;
}): object {
	return {
		prompt_tokens: input,
		completion_tokens: output,
		total_tokens: input + output,
	};
}
