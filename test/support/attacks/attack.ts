import type { Fate } from "./company/company.js";
import type { StreamPass } from "./company/ways-in.js";
import type { Spending } from "./ground/counting-deepgram.js";

/** What a server is started with for an attack: all else is as it is by default. */
export type Setting = "unsigned" | "words" | "small" | "signed";

/** What strangers know. */
export interface Target {
	/** `http://127.0.0.1:PORT`, the public listener; and the operators' one. */
	readonly url: string;
	readonly adminUrl: string;
	/** Where calls are signed: what a stranger has seen of others' calls, and what he may sign with his own telephone. */
	readonly signed:
		| { readonly authToken: string; readonly publicUrl: string }
		| undefined;
	readonly overheard: readonly StreamPass[];
}

/** How long an attack lasts, and with how many. */
export interface Run {
	readonly seconds: number;
	/** Which share of the strangers comes: 1 for all of them. */
	readonly share: number;
	/** From which of the loopback's networks strangers come, so that each attack has addresses of its own. */
	readonly network: number;
}

/** What strangers have done and got, in numbers. */
export type Counts = Readonly<Record<string, number>>;

/** An attack that is over, though its sockets are still there. */
export interface Performed {
	readonly counts: Counts;
	leave(): void;
}

/** All that was seen of one attack. */
export interface Findings {
	readonly seconds: number;
	readonly counts: Counts;
	readonly fate: Fate;
	/** The same without the attack; undefined where no time is measured. */
	readonly control: Fate | undefined;
	readonly spending: Spending;
	/** Calls of strangers to games of their own. */
	readonly strangersCalls: number;
	/** Characters in the sound that phones have played, of the honest and of strangers. */
	readonly charactersPlayed: number;
	/** Lines that the server logged while it was attacked, but for those of calls and games that it let in. */
	readonly logLines: number;
	/** What the server's memory grew by, in KiB, without garbage. */
	readonly grownKb: number;
}

/** A figure that an attack must not get beyond. */
export interface Bound {
	readonly what: string;
	readonly measured: number;
	readonly atMost: number;
	/** It depends on how fast the machine is, and counts only beside a control. */
	readonly isOfTime?: true;
}

/** Something that strangers do to a server, and what must hold meanwhile beside that all honest ones are served. */
export interface Attack {
	readonly name: string;
	/** What is done, in a sentence. */
	readonly what: string;
	readonly setting: Setting;
	/** How many games of strangers are live at once, at the most. */
	readonly games: number;
	perform(target: Target, run: Run): Promise<Performed>;
	/** What must hold beside what holds in every attack. */
	bounds(findings: Findings): readonly Bound[];
}
