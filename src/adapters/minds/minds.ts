import type { Logger } from "pino";
import type {
	AdapterLogic,
	CallAdapterInput,
} from "../../machines/adapter-contract.js";
import type { MindOrder } from "../../machines/conversation/mind.js";
import { missingAiPackages } from "./ai-packages.js";
import { Model } from "./model.js";
import { modelMind } from "./model-mind.js";
import { type AnswerByPhrases, phraseMind } from "./phrase-mind.js";

/** The settings that minds depend on. */
export interface MindOptions {
	/** Without it nothing is asked of anybody: characters answer by the phrases of their authors. */
	readonly mindUrl?: string | undefined;
	readonly mindModel?: string | undefined;
	readonly mindKey?: string | undefined;
}

/** The minds of all conversations, whoever thinks. */
export interface MindAdapters {
	readonly mind: AdapterLogic<MindOrder, CallAdapterInput>;
	/** Why the model refuses whatever is asked, for operators alone; undefined while it does not. */
	whyRefused(): string | undefined;
}

/**
 * Minds by a model where one is set, else by phrases. Throws a sentence that names the optional packages which a model
 * needs and which are not installed; they are loaded when the first conversation begins.
 */
export function openMinds(
	{ mindUrl, mindModel, mindKey }: MindOptions,
	answer: AnswerByPhrases,
	log: Logger,
): MindAdapters {
	if (mindUrl === undefined || mindModel === undefined)
		return { mind: phraseMind(answer), whyRefused: () => undefined };
	const missing = missingAiPackages();
	if (missing.length > 0) throw new Error(adviceAbout(missing));
	const model = new Model({
		url: mindUrl,
		model: mindModel,
		key: mindKey,
		log,
	});
	return { mind: modelMind(model), whyRefused: () => model.trouble.why };
}

/** What an operator is to do about packages that are missing. */
export function adviceAbout(missing: readonly string[]): string {
	const are = missing.length > 1 ? "are" : "is";
	return `MIND_URL needs ${missing.join(" and ")}, which ${are} not installed. Run \`npm ci\` without --omit=optional, or leave MIND_URL unset.`;
}
