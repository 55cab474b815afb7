import type { TypedGame } from "./typed-game.js";

/** A text as a language model writes it: a few letters at a time, with the space before a word. */
export function tokensOf(text: string): string[] {
	return text.match(/\s*\S{1,5}/g) ?? [];
}

/** Says a line token by token, at so many in a second; resolves when the last has been sent. */
export async function stream(
	game: TypedGame,
	id: string,
	tokens: readonly string[],
	{ perSecond = 30, onToken = (_said: string) => {} } = {},
): Promise<void> {
	let said = 0;
	let text = "";
	await new Promise<void>((resolve) => {
		const next = () => {
			const token = tokens[said] ?? "";
			const type = said === 0 ? ("say" as const) : ("append" as const);
			said += 1;
			text += token;
			const isLast = said >= tokens.length;
			game.send({ type, id, text: token, ...(!isLast && { more: true }) });
			onToken(text);
			if (!isLast) return;
			clearInterval(ticking);
			resolve();
		};
		const ticking = setInterval(next, 1_000 / perSecond);
		next();
	});
}
