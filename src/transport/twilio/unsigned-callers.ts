import { createHmac, randomBytes } from "node:crypto";

/** Who tries codes, as far as that can be trusted. */
export interface KnownCaller {
	/** Stands for the caller; undefined for one who is unknown. */
	readonly callerKey: string | undefined;
	/** Stands for the address that the stream comes from; undefined where streams are signed, since all those are Twilio's. */
	readonly addressKey: string | undefined;
}

/**
 * The callers where nothing is signed. Whoever reaches the server may name any caller there, so a caller is one
 * only together with the address that names them: nobody can use up the tries of another address, and who
 * makes up callers still tries from one address. The address cannot be had back from either key.
 */
export class UnsignedCallers {
	readonly #secret = randomBytes(32);

	/** A caller whom this address calls by this key. */
	at(address: string, callerKey: string | undefined): KnownCaller {
		return {
			callerKey:
				callerKey === undefined ? undefined : this.#keyOf(address, callerKey),
			addressKey: this.#keyOf(address),
		};
	}

	#keyOf(...about: readonly string[]): string {
		return createHmac("sha256", this.#secret)
			.update(JSON.stringify(about))
			.digest("hex")
			.slice(0, 32);
	}
}
