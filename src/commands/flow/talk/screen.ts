/** What a talk shows, on a terminal or in a file. */

/** How something is shown where there are colours. */
export type Tone = "plain" | "character" | "aside" | "warning";

const codes: Readonly<Record<Tone, string>> = {
	plain: "",
	character: "\u001b[1m",
	aside: "\u001b[2m",
	warning: "\u001b[33m",
};
const reset = "\u001b[0m";

/** Where lines go, one by one. */
export class Screen {
	constructor(
		private readonly print: (text: string) => void,
		private readonly hasColours: boolean,
	) {}

	show(text: string, tone: Tone = "plain"): void {
		for (const line of text.split("\n"))
			this.print(`${this.#inTone(line, tone)}\n`);
	}

	#inTone(text: string, tone: Tone): string {
		const code = this.hasColours ? codes[tone] : "";
		return code === "" || text === "" ? text : `${code}${text}${reset}`;
	}
}
