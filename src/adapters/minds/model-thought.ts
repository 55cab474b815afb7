import type {
	MindFact,
	MindFailure,
	OfferedMove,
	ThinkOrder,
} from "../../machines/conversation/mind.js";
import { type Fields, fieldsOf } from "../../protocol/json.js";
import { beginningOf } from "../../protocol/whole-characters.js";
import { after, type Fail } from "../guarding.js";
import type { AnswerPart, CalledTool, PromptMessage } from "./ai-packages.js";
import type { Model } from "./model.js";
import { type Prompt, promptOf, toolsOf } from "./prompt.js";

/** However patient the asker: no answer is on its way for longer. */
const maxThoughtMs = 30_000;
/** What goes on for longer than this is no answer on a telephone; the rest is not waited for. */
const maxAnswerLength = 2_000;
/** Nor is one that asks for more moves than this. */
const maxMoves = 8;

/** A tool that was called, and why that is no move; undefined where it is one. */
interface JudgedCall extends CalledTool {
	readonly problem: string | undefined;
}

/** What has come of one answer. */
interface Answer {
	text: string;
	readonly calls: JudgedCall[];
	/** The model has said that it is done: what is wrong with what follows does not matter. */
	isFinished: boolean;
	isRefusal: boolean;
}

/** One thought of a mind: a question to the model, and one more where a move was called in a way that is none. */
export class ModelThought {
	readonly #abort = new AbortController();
	readonly #tools: ReadonlyMap<string, OfferedMove>;
	readonly #bound: NodeJS.Timeout;
	readonly #moves = new Set<string>();
	#length = 0;
	#hasSaid = false;
	#isOver = false;

	constructor(
		private readonly model: Model,
		private readonly order: ThinkOrder,
		private readonly tell: (fact: MindFact) => void,
		/** Ends the adapter, for a fault of its own. */
		endAdapter: Fail,
	) {
		this.#tools = toolsOf(order.moves);
		this.#bound = after(maxThoughtMs, () => this.#fail("timeout"), endAdapter);
		this.#think()
			.catch((error) => this.#failOf(error))
			.catch(endAdapter);
	}

	/** Nothing more is told, and the model's server sees the connection closed. */
	cancel(): void {
		this.#isOver = true;
		clearTimeout(this.#bound);
		this.#abort.abort();
	}

	async #think(): Promise<void> {
		const prompt = promptOf(this.order);
		const first = await this.#ask(prompt);
		if (first.isRefusal || !first.calls.some(isUnfit)) this.#conclude(first);
		else if (!this.#isOver)
			this.#conclude(
				await this.#ask({
					...prompt,
					messages: [...prompt.messages, ...toldBack(first)],
				}),
			);
	}

	#conclude({ isRefusal, calls }: Answer): void {
		const hasAnswer = this.#moves.size > 0 || this.#hasSaid;
		if (isRefusal) this.#fail("refused");
		else if (calls.some(isUnfit) || !hasAnswer) this.#fail("error");
		else this.#end();
	}

	/** Asks once, and tells what comes as it comes. */
	async #ask(prompt: Prompt): Promise<Answer> {
		const answer: Answer = {
			text: "",
			calls: [],
			isFinished: false,
			isRefusal: false,
		};
		const parts = this.model.ask({
			...prompt,
			tools: this.#tools,
			signal: this.#abort.signal,
		});
		for await (const part of parts) {
			if (this.#isOver) return answer;
			this.#take(part, answer);
		}
		if (!this.#isOver) this.model.trouble.worked();
		return answer;
	}

	#take(part: AnswerPart, answer: Answer): void {
		if (part.type === "raw") readRaw(part.rawValue, answer);
		else if (part.type === "text-delta") this.#takeText(part.text, answer);
		else if (part.type === "tool-call") this.#takeCall(part, answer);
		else if (part.type === "finish") this.#takeFinish(part, answer);
		else if (part.type === "error" && !answer.isFinished) throw part.error;
	}

	#takeText(text: string, answer: Answer): void {
		// Why it will not answer is said in a voice that is not the character's.
		if (text === "" || answer.isRefusal) return;
		const more = beginningOf(text, maxAnswerLength - this.#length);
		this.#length += text.length;
		this.#hasSaid ||= more.trim() !== "";
		answer.text += more;
		if (more !== "")
			this.tell({
				type: "mind.text",
				thought: this.order.thought,
				text: more.toWellFormed(),
			});
		if (this.#length >= maxAnswerLength) this.#end();
	}

	#takeCall(
		{
			toolCallId,
			toolName,
			input,
			invalid = false,
		}: Extract<AnswerPart, { type: "tool-call" }>,
		answer: Answer,
	): void {
		const called = { toolCallId, toolName, input };
		const move = this.#tools.get(toolName);
		const judged = judge(move, input, invalid);
		if ("problem" in judged) {
			answer.calls.push({ ...called, problem: judged.problem });
			return;
		}
		answer.calls.push({ ...called, problem: undefined });
		this.#tellMove(judged.name, judged.data);
	}

	/** A model that is asked again may repeat what it has moved already. */
	#tellMove(name: OfferedMove["name"], data: unknown): void {
		const whole = `${name} ${JSON.stringify(data)}`;
		if (this.#moves.has(whole)) return;
		if (this.#moves.size >= maxMoves) throw tooManyMoves();
		this.#moves.add(whole);
		this.tell({
			type: "mind.moved",
			thought: this.order.thought,
			name,
			data,
		});
	}

	#takeFinish(
		{ finishReason, totalUsage }: Extract<AnswerPart, { type: "finish" }>,
		answer: Answer,
	): void {
		const { inputTokens, outputTokens } = totalUsage;
		if (inputTokens !== undefined || outputTokens !== undefined)
			this.tell({
				type: "mind.used",
				thought: this.order.thought,
				inputTokens: inputTokens ?? 0,
				outputTokens: outputTokens ?? 0,
			});
		if (finishReason === "content-filter") answer.isRefusal = true;
	}

	#end(): void {
		if (this.#isOver) return;
		this.cancel();
		this.tell({ type: "mind.ended", thought: this.order.thought });
	}

	#fail(why: MindFailure): void {
		if (this.#isOver) return;
		this.cancel();
		this.tell({ type: "mind.failed", thought: this.order.thought, why });
	}

	#failOf(error: unknown): void {
		if (!this.#isOver) this.#fail(this.model.trouble.failed(error));
	}
}

function tooManyMoves(): Error {
	return Object.assign(new Error("The model asks for too many moves."), {
		code: "too_many_moves",
	});
}

function isUnfit({ problem }: JudgedCall): boolean {
	return problem !== undefined;
}

/** Which move a call is, or why it is none. */
function judge(
	move: OfferedMove | undefined,
	input: unknown,
	isInvalid: boolean,
):
	| { readonly name: OfferedMove["name"]; readonly data: unknown }
	| { readonly problem: string } {
	if (!move) return { problem: "There is no such tool now." };
	const { name, data } = move;
	// What is given to a move that takes nothing does not matter.
	if (!data) return { name, data: undefined };
	if (isInvalid) return { problem: "The arguments are not JSON." };
	const checked = data.check(input);
	return "problem" in checked ? checked : { name, data: checked.data };
}

/** The answer as it was, and what is wrong with it, for the model to read. */
function toldBack({ text, calls }: Answer): PromptMessage[] {
	const said = text === "" ? [] : [{ type: "text" as const, text }];
	return [
		{
			role: "assistant",
			content: [
				...said,
				...calls.map(({ toolCallId, toolName, input }) => ({
					type: "tool-call" as const,
					toolCallId,
					toolName,
					input,
				})),
			],
		},
		{
			role: "tool",
			content: calls.map(({ toolCallId, toolName, problem }) => ({
				type: "tool-result" as const,
				toolCallId,
				toolName,
				output:
					problem === undefined
						? { type: "text" as const, value: "Passed on." }
						: { type: "error-text" as const, value: problem },
			})),
		},
	];
}

/**
 * Reads of a chunk what the package does not tell: a refusal comes as other text does, and vLLM may end with a chunk of
 * usage whose `choices` is null, which the package reports as an error of an answer that is there.
 */
function readRaw(chunk: unknown, answer: Answer): void {
	const choice = firstChoice(chunk);
	const refusal = fieldsOf(choice?.delta)?.refusal;
	if (typeof refusal === "string" && refusal !== "") answer.isRefusal = true;
	if (typeof choice?.finish_reason === "string") answer.isFinished = true;
}

function firstChoice(chunk: unknown): Fields | undefined {
	const choices = fieldsOf(chunk)?.choices;
	return Array.isArray(choices) ? fieldsOf(choices[0]) : undefined;
}
