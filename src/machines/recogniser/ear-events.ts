/** What a recogniser's machine and its ear say to each other. The ear is the adapter that turns sound into words. */
import type { Heard, RecogniserOrder, WordsTaken } from "../events.js";

/** From the recogniser's machine to its ear. */
export type EarOrder =
	| RecogniserOrder
	/** Open the way to whatever understands speech, for the first time or after it was cut off on purpose. */
	| { readonly type: "dial" }
	/** Open it once more after a loss. */
	| { readonly type: "dial.again" }
	/** The end that was told last was a loss; the next dial comes after this delay. */
	| { readonly type: "note.loss"; readonly delayMs: number }
	/** The end that was told last is for good: listen no more. */
	| { readonly type: "give.up" }
	/** Last words are waited for no longer: tell what is known of them, and that it is all. */
	| { readonly type: "tell.rest" }
	/** The error that was told last is none that anybody waited for. */
	| { readonly type: "note.complaint" };

/** From the ear to the recogniser's machine. What it heard is passed on to the call as it is. */
export type EarFact =
	| Heard
	/** Of words that nobody has to be asked about; passed on, too. */
	| { readonly type: "words.taken"; readonly when: WordsTaken }
	/** The other side has been asked to expect words, and may answer. */
	| { readonly type: "words.asked" }
	/** What it answered, or that it never will; of no meaning when nothing was asked. */
	| { readonly type: "words.answered"; readonly when: WordsTaken }
	| {
			readonly type: "ear.opened";
			/** Milliseconds of call audio, since the last time, that nobody has heard to the end and nobody will. */
			readonly missedMs: number;
	  }
	| {
			/** The way is lost. */
			readonly type: "ear.ended";
			/** Another attempt would be of no use. */
			readonly isFinal: boolean;
			/** At least 0 and below 1; spreads the waits of many calls. */
			readonly chance: number;
			/** Sound is kept of which nobody has said for good what it was: another attempt would hear it. */
			readonly hasUnheard: boolean;
	  }
	/** Some speech could not be understood; the ear tries again by itself with what comes next. */
	| { readonly type: "ear.failed" }
	/** Somebody wants to see what happens when nothing is heard for so long. */
	| { readonly type: "ear.cut"; readonly forMs: number }
	/** The other side reports an error. */
	| { readonly type: "ear.complained"; readonly heard: Heard }
	/** All results are in, after the order to finish. */
	| { readonly type: "ear.finished" };
