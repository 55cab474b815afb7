/**
 * The part of `ai` 6 and `@ai-sdk/openai-compatible` 2 that is used. They are optional packages, so the server is built
 * without their types; a test holds these to the real ones.
 */
import { createRequire } from "node:module";

/** A model as `ai` takes it; nothing of it is used here. */
export type LanguageModel = object & { readonly modelId: string };

/** What is sent to a model, by who said it; its lists are not read-only, since the package's are not. */
export type PromptMessage =
	| { readonly role: "user" | "assistant"; readonly content: string }
	| {
			readonly role: "assistant";
			readonly content: (
				| { readonly type: "text"; readonly text: string }
				| ({ readonly type: "tool-call" } & CalledTool)
			)[];
	  }
	| {
			readonly role: "tool";
			readonly content: {
				readonly type: "tool-result";
				readonly toolCallId: string;
				readonly toolName: string;
				readonly output: {
					readonly type: "text" | "error-text";
					readonly value: string;
				};
			}[];
	  };

/** A tool as the model called it. */
export interface CalledTool {
	readonly toolCallId: string;
	readonly toolName: string;
	/** What its arguments say as JSON; their text, where that is no JSON. */
	readonly input: unknown;
}

/** A tool that a model may call; nobody executes it. */
export interface OfferedTool {
	readonly description: string;
	readonly inputSchema: unknown;
}

/** One part of an answer, as it comes. There are others, which are passed over. */
export type AnswerPart =
	| { readonly type: "text-delta"; readonly text: string }
	| ({
			readonly type: "tool-call";
			/** There is no such tool, or its arguments are no JSON. */
			readonly invalid?: boolean | undefined;
	  } & CalledTool)
	/** A chunk of the answer before it was read, just ahead of what was read in it. */
	| { readonly type: "raw"; readonly rawValue: unknown }
	| { readonly type: "error"; readonly error: unknown }
	| { readonly type: "abort" }
	| {
			readonly type: "finish";
			readonly finishReason: string;
			readonly totalUsage: {
				readonly inputTokens: number | undefined;
				readonly outputTokens: number | undefined;
			};
	  };

/** What is used of `ai`. */
export interface AiPackage {
	streamText(options: {
		readonly model: LanguageModel;
		readonly system: string;
		readonly messages: PromptMessage[];
		readonly tools: Record<string, OfferedTool>;
		readonly abortSignal: AbortSignal;
		readonly maxRetries: 0;
		readonly includeRawChunks: true;
		readonly onError: () => void;
	}): { readonly fullStream: AsyncIterable<AnswerPart> };
	jsonSchema(schema: Readonly<Record<string, unknown>>): unknown;
}

/** What is used of `@ai-sdk/openai-compatible`. */
export interface OpenAiCompatiblePackage {
	createOpenAICompatible(options: {
		readonly name: string;
		readonly baseURL: string;
		readonly apiKey?: string;
		readonly queryParams?: Record<string, string>;
		readonly includeUsage: true;
	}): (modelId: string) => LanguageModel;
}

const packages = ["ai", "@ai-sdk/openai-compatible"] as const;

/** Loads both, which takes a quarter of a second. Rejects when they are not installed. */
export async function loadAiPackages(): Promise<
	AiPackage & OpenAiCompatiblePackage
> {
	// Else each request with something unusual in it is told on the console, past the log.
	Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });
	// Names in variables, so that the compiler does not look for the packages.
	const [ai, provider] = packages;
	const { streamText, jsonSchema } = (await import(ai as string)) as AiPackage;
	const { createOpenAICompatible } = (await import(
		provider as string
	)) as OpenAiCompatiblePackage;
	return { streamText, jsonSchema, createOpenAICompatible };
}

/** Which of the packages are not installed; loads none of them. */
export function missingAiPackages(): readonly string[] {
	const require = createRequire(import.meta.url);
	return packages.filter((name) => {
		try {
			require.resolve(name);
			return false;
		} catch {
			return true;
		}
	});
}
