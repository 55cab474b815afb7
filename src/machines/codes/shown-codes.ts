/** Which game shows which code: each game one, and each code in one game. */
export class ShownCodes {
	readonly #gameOfCode = new Map<string, string>();
	readonly #codeOfGame = new Map<string, string>();

	get count(): number {
		return this.#gameOfCode.size;
	}

	gameOf(code: string): string | undefined {
		return this.#gameOfCode.get(code);
	}

	codeOf(gameId: string): string | undefined {
		return this.#codeOfGame.get(gameId);
	}

	/** The game must show no code yet. */
	add(code: string, gameId: string): void {
		this.#gameOfCode.set(code, gameId);
		this.#codeOfGame.set(gameId, code);
	}

	/** Returns the code that the game has shown until now. */
	remove(gameId: string): string | undefined {
		const code = this.#codeOfGame.get(gameId);
		if (code === undefined) return undefined;
		this.#codeOfGame.delete(gameId);
		this.#gameOfCode.delete(code);
		return code;
	}
}
