import type { Logger } from "pino";
import type { OfferedMove } from "../../machines/conversation/mind.js";
import {
	type AiPackage,
	type AnswerPart,
	type LanguageModel,
	loadAiPackages,
	type OfferedTool,
	type PromptMessage,
} from "./ai-packages.js";
import { ModelTrouble } from "./model-trouble.js";

/** Where the model is, and which it is. */
export interface ModelOptions {
	/** As of `MIND_URL`: what comes before `/chat/completions`, with a query if there is one. */
	readonly url: string;
	readonly model: string;
	readonly key: string | undefined;
	readonly log: Logger;
}

/** One question to a model. */
export interface Question {
	readonly system: string;
	readonly messages: readonly PromptMessage[];
	readonly tools: ReadonlyMap<string, OfferedMove>;
	readonly signal: AbortSignal;
}

/** A model on a server that speaks OpenAI's chat completions. The packages for that are loaded when it is first needed. */
export class Model {
	readonly trouble: ModelTrouble;
	#loading: Promise<Loaded> | undefined;

	constructor(private readonly options: ModelOptions) {
		this.trouble = new ModelTrouble(options.log, options.key);
	}

	/** Loads what will be needed; whether that went well shows in the first question. */
	prepare(): void {
		this.#loaded().catch(() => {});
	}

	/** Asks, and gives the answer as it comes. It rejects, or has a part `error`, when there is none. */
	async *ask({
		system,
		messages,
		tools,
		signal,
	}: Question): AsyncGenerator<AnswerPart> {
		const { ai, model } = await this.#loaded();
		if (signal.aborted) return;
		const { fullStream } = ai.streamText({
			model,
			system,
			messages: [...messages],
			tools: offeredTools(tools, ai),
			abortSignal: signal,
			// A caller waits: whether there is time for another attempt is not for the package to say.
			maxRetries: 0,
			includeRawChunks: true,
			// Else the error is written on the console, with the whole request.
			onError: () => {},
		});
		yield* fullStream;
	}

	#loaded(): Promise<Loaded> {
		this.#loading ??= load(this.options);
		return this.#loading;
	}
}

interface Loaded {
	readonly ai: AiPackage;
	readonly model: LanguageModel;
}

async function load({ url, model, key }: ModelOptions): Promise<Loaded> {
	const ai = await loadAiPackages();
	const [baseURL = "", query = ""] = url.split("?", 2);
	const queryParams = Object.fromEntries(new URLSearchParams(query));
	const provider = ai.createOpenAICompatible({
		name: "mind",
		baseURL,
		...(key !== undefined && { apiKey: key }),
		...(query !== "" && { queryParams }),
		includeUsage: true,
	});
	return { ai, model: provider(model) };
}

const noData = {
	type: "object",
	properties: {},
	additionalProperties: false,
} as const;

function offeredTools(
	moves: ReadonlyMap<string, OfferedMove>,
	{ jsonSchema }: AiPackage,
): Record<string, OfferedTool> {
	return Object.fromEntries(
		[...moves].map(([name, { means, data }]) => [
			name,
			{
				description: means.toWellFormed(),
				inputSchema: jsonSchema(data?.schema ?? noData),
			},
		]),
	);
}
