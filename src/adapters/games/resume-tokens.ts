import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Bytes of randomness in a token: more than anyone can guess. */
const secretBytes = 24;

/**
 * The tokens with which one game session is taken up on another socket. Each works once. The one just
 * used dies when the game is known to have the next one: until then a game whose socket broke at the
 * wrong moment has no other.
 */
export class ResumeTokens {
	#next: Buffer | undefined;
	#used: Buffer | undefined;

	/** `gameId` stands in front of each token, so that its session is found without comparing secrets. */
	constructor(private readonly gameId: string) {}

	/** Makes the next token. The one before it stays good until `arrived` only if it was just used. */
	issue(): string {
		const secret = randomBytes(secretBytes).toString("base64url");
		this.#next = digestOf(secret);
		return `${this.gameId}.${secret}`;
	}

	/** Whether this token may take up the session now. One that may is used by asking. */
	use(token: string): boolean {
		const digest = digestOf(secretOf(token));
		const isNext = isSame(this.#next, digest);
		const isUsed = isSame(this.#used, digest);
		if (!isNext && !isUsed) return false;
		this.#used = digest;
		return true;
	}

	/** The game has the next token. */
	arrived(): void {
		this.#used = undefined;
	}
}

/** The id of the session that a token belongs to. */
export function sessionOf(token: string): string {
	return token.slice(0, Math.max(token.indexOf("."), 0));
}

function secretOf(token: string): string {
	return token.slice(token.indexOf(".") + 1);
}

// Digests are of one length, which a comparison in constant time needs.
function digestOf(secret: string): Buffer {
	return createHash("sha256").update(secret).digest();
}

function isSame(known: Buffer | undefined, digest: Buffer): boolean {
	return known !== undefined && timingSafeEqual(known, digest);
}
