import type { ModelExchange, ModelMessage } from "./model-exchange.js";

/** What a server expects of those who ask. */
interface Expected {
	readonly model: string;
	readonly key: string | undefined;
}

type Refusal = readonly [status: number, code: string, message: string];

/** Why a question is not taken; undefined for a good one. */
export function refusalOf(
	{ request, body }: ModelExchange,
	{ model, key }: Expected,
): Refusal | undefined {
	const { pathname } = new URL(request.url ?? "", "http://model");
	const { authorization } = request.headers;
	if (key !== undefined && authorization !== `Bearer ${key}`)
		// As OpenAI does, which shows a part of the key; others show all of it.
		return [
			401,
			"invalid_api_key",
			`Incorrect API key provided: ${authorization}.`,
		];
	if (request.method !== "POST" || pathname !== "/v1/chat/completions")
		return [404, "not_found", `No ${request.method} ${pathname}.`];
	if (body.model !== model)
		return [404, "model_not_found", `There is no model ${body.model}.`];
	const problem = problemWithTools(body.tools) ?? problemWithRoles(body);
	return problem === undefined
		? undefined
		: [400, "invalid_request_error", problem];
}

type Tools = ModelExchange["body"]["tools"];

/** OpenAI refuses an empty list, and other names than these. */
function problemWithTools(tools: Tools): string | undefined {
	if (tools === undefined) return undefined;
	if (tools.length === 0) return "tools: too short";
	const names = tools.map((tool) => tool.function.name);
	const wrong = names.find((name) => !/^[a-zA-Z0-9_-]{1,64}$/.test(name));
	if (wrong !== undefined) return `tools: no name: ${wrong}`;
	if (new Set(names).size < names.length) return "tools: the same name twice";
	const isObject = tools.every(
		({ function: { parameters } }) => parameters.type === "object",
	);
	return isObject ? undefined : "tools: parameters must be an object";
}

/** Which roles may follow each other where it is strictest: in the templates of Mistral and Gemma. */
const mayFollow: Record<ModelMessage["role"], readonly string[]> = {
	system: ["user"],
	user: ["assistant"],
	assistant: ["user", "tool"],
	tool: ["assistant", "tool"],
};

function problemWithRoles({
	messages,
}: ModelExchange["body"]): string | undefined {
	const roles = messages.map(({ role }) => role);
	if (roles[0] !== "system" && roles[0] !== "user")
		return `messages: begin with ${roles[0]}`;
	const last = roles.at(-1);
	if (last !== "user" && last !== "tool") return `messages: end with ${last}`;
	for (const [at, role] of roles.entries()) {
		const next = roles[at + 1];
		if (next !== undefined && !mayFollow[role].includes(next))
			return `Unexpected role '${next}' after role '${role}'`;
	}
	const isEmpty = messages.some(
		({ role, content, tool_calls: calls }) =>
			(content === null || content.trim() === "") &&
			!(role === "assistant" && calls),
	);
	return isEmpty ? "messages: empty content" : undefined;
}
