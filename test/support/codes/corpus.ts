import {
	linesOf,
	play,
	type Transcript,
	transcriptFiles,
} from "../deepgram/transcripts.js";

/** A transcript, and the file of the corpus that it is in. */
export interface CorpusTranscript extends Transcript {
	readonly file: string;
}

/** All transcripts of the corpus, in the order of its files. */
export function corpus(): readonly CorpusTranscript[] {
	return transcriptFiles().flatMap((file) =>
		linesOf<Transcript>(file).map((transcript) => ({ ...transcript, file })),
	);
}

/** Whether a code is said that must be understood. */
export function isGood({ must }: Transcript): boolean {
	return must.startsWith("pair:");
}

/** The good transcripts that are not understood. */
export function missesIn(
	transcripts: readonly CorpusTranscript[],
): readonly CorpusTranscript[] {
	return transcripts.filter(
		(each) => isGood(each) && !play(each).includes(each.must),
	);
}

/** What is heard, on one line. */
export function shownAs({ heard }: Transcript): string {
	return heard
		.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))
		.join(" + ");
}
