/** What an utterance is made of once every word has its meaning. */
import type { Role } from "./roles.js";

/** A word, or a known phrase, that is no part of a code. */
export interface Talk {
	readonly kind: "talk";
	readonly word: string;
	readonly role: Role;
}

/** One thing in an utterance in which everything has its meaning; what may belong to a code is `Said`. */
export type Item<Said> =
	| Said
	| Talk
	/** Punctuation at which a reader breathes. */
	| { readonly kind: "break"; readonly endsSentence: boolean }
	/** The place where one result of the recogniser ends and the next begins. */
	| { readonly kind: "pause" };

/** An item, whatever may belong to a code. */
export type AnyItem = { readonly kind: string };

export function isTalk(item: AnyItem | undefined): item is Talk {
	return item?.kind === "talk";
}

export function hasRole(item: AnyItem | undefined, role: Role): boolean {
	return isTalk(item) && item.role === role;
}

/** Whether it is a word that people do not say around a code. */
export function isStray(item: AnyItem | undefined): item is Talk {
	return hasRole(item, "stray");
}

export function isBreath(item: AnyItem | undefined): boolean {
	return item?.kind === "break" || item?.kind === "pause";
}

/** Whether a code may go on behind it: a breath or a filler. */
export function mayStandInside(item: AnyItem | undefined): boolean {
	return isBreath(item) || hasRole(item, "filler");
}
