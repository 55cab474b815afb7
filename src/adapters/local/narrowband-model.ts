import { randomUUID } from "node:crypto";
import {
	access,
	copyFile,
	mkdir,
	readFile,
	rename,
	rm,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { telephoneHz } from "../sound/mulaw.js";

/**
 * The files of a telephone-band (8 kHz) acoustic model, derived from the 16 kHz model that PocketSphinx
 * brings. Its Gaussians live in the space of liftered cepstra, which is linear in the log mel energies,
 * so each can be carried over to fewer filters: its mean exactly, its diagonal variance nearly.
 *
 *   13 cepstra ─unlifter─▶ ─inverse DCT─▶ 25 mel filters ─keep the lowest 18─▶ ─DCT─▶ ─lifter─▶ 9 cepstra
 */
const filters = 25;
const keptFilters = 18;
const cepstraBefore = 13;
const cepstraAfter = 9;
const lifter = 22;
const lowestHz = 130;
const highestHz = 6800;
/** Phone audio strays further from what the model was trained on. */
const varianceInflation = 1.5;
const startOfMeans = [
	41.0, -5.29, -0.12, 5.09, 2.48, -4.07, -1.37, -1.78, -5.08, -2.05, -6.45,
	-1.42, 1.17,
];
const copiedFiles = ["mdef", "sendump", "transition_matrices", "noisedict"];
/** Changes whenever the derivation does, so that an old model is not taken for a new one. */
const folderName = "en-us-8khz-1";

type Matrix = readonly (readonly number[])[];

/**
 * The folder of the derived model: made from `sourceFolder` at the first call, kept in `cacheFolder`
 * afterwards. Safe for several processes at once. Rejects if the cache cannot be written.
 */
export async function narrowbandModel(
	sourceFolder: string,
	cacheFolder: string,
): Promise<string> {
	const target = join(cacheFolder, folderName);
	if (await exists(target)) return target;
	const draft = `${target}.${randomUUID()}`;
	await mkdir(draft, { recursive: true });
	try {
		await derive(sourceFolder, draft);
		await rename(draft, target);
	} catch (error) {
		await rm(draft, { recursive: true, force: true });
		// Another process may have been faster.
		if (!(await exists(target))) throw error;
	}
	return target;
}

async function derive(source: string, target: string): Promise<void> {
	const means = transform();
	const variances = means.map((row) =>
		row.map((factor) => factor ** 2 * varianceInflation),
	);
	for (const name of copiedFiles) {
		await copyFile(join(source, name), join(target, name));
	}
	await carryOver(join(source, "means"), join(target, "means"), means);
	await carryOver(
		join(source, "variances"),
		join(target, "variances"),
		variances,
	);
	await writeFile(join(target, "feat.params"), features(means));
}

/** Applies the matrix to each Gaussian of a parameter file: cepstra, deltas and double deltas alike. */
async function carryOver(
	source: string,
	target: string,
	matrix: Matrix,
): Promise<void> {
	const { shape, values } = readParameters(await readFile(source));
	const gaussians = values.length / cepstraBefore;
	const moved = new Float32Array(gaussians * cepstraAfter);
	for (let gaussian = 0; gaussian < gaussians; gaussian++) {
		for (const [row, factors] of matrix.entries()) {
			let sum = 0;
			for (const [column, factor] of factors.entries()) {
				sum += factor * (values[gaussian * cepstraBefore + column] ?? 0);
			}
			moved[gaussian * cepstraAfter + row] = sum;
		}
	}
	await writeFile(target, writeParameters(shape, moved));
}

const endOfHeader = "endhdr\n";
const byteOrderMagic = 0x11223344;

/** Sphinx's format of Gaussians: a text header, the shape, and the values as 32-bit floats. */
function readParameters(file: Buffer) {
	let at = file.indexOf(endOfHeader) + endOfHeader.length;
	if (file.readUInt32LE(at) !== byteOrderMagic) {
		throw new Error("The acoustic model has an unknown byte order.");
	}
	const shape = [4, 8, 12].map((offset) => file.readInt32LE(at + offset));
	const streams = shape[1] ?? 0;
	at += 16 + 4 * streams;
	const count = file.readInt32LE(at);
	const bytes = file.subarray(at + 4, at + 4 + 4 * count);
	return { shape, values: new Float32Array(new Uint8Array(bytes).buffer) };
}

function writeParameters(
	shape: readonly number[],
	values: Float32Array,
): Buffer {
	const lengths = Array<number>(shape[1] ?? 0).fill(cepstraAfter);
	const numbers = Int32Array.from([
		byteOrderMagic,
		...shape,
		...lengths,
		values.length,
	]);
	return Buffer.concat([
		Buffer.from(`s3\nversion 1.0\n${endOfHeader}`),
		Buffer.from(numbers.buffer),
		Buffer.from(values.buffer),
	]);
}

/** From the old cepstra to the new: 9 rows of 13. */
function transform(): Matrix {
	const inverse = dct(filters, cepstraBefore);
	const forward = dct(keptFilters, cepstraAfter);
	return forward.map((newRow, to) =>
		inverse.map((oldRow, from) => {
			const sum = newRow.reduce(
				(total, factor, filter) => total + factor * (oldRow[filter] ?? 0),
				0,
			);
			return (sum * lift(to)) / lift(from);
		}),
	);
}

function lift(cepstrum: number): number {
	return 1 + (lifter / 2) * Math.sin((Math.PI * cepstrum) / lifter);
}

/** The orthonormal DCT-II, a row for each cepstrum. */
function dct(width: number, cepstra: number): Matrix {
	return Array.from({ length: cepstra }, (_, cepstrum) =>
		Array.from({ length: width }, (_, filter) => {
			const scale = Math.sqrt((cepstrum === 0 ? 1 : 2) / width);
			return scale * Math.cos((Math.PI * cepstrum * (filter + 0.5)) / width);
		}),
	);
}

function features(means: Matrix): string {
	const [lowMel, highMel] = [melOf(lowestHz), melOf(highestHz)];
	const step = (highMel - lowMel) / (filters + 1);
	const last = cepstraAfter - 1;
	const firstMeans = means.map((row) =>
		row.reduce((sum, factor, at) => sum + factor * (startOfMeans[at] ?? 0), 0),
	);
	const settings = {
		samprate: telephoneHz,
		nfft: 256,
		lowerf: lowestHz.toFixed(3),
		upperf: hzOf(lowMel + step * (keptFilters + 1)).toFixed(3),
		nfilt: keptFilters,
		transform: "dct",
		lifter,
		ncep: cepstraAfter,
		ceplen: cepstraAfter,
		feat: "1s_c_d_dd",
		svspec: `0-${last}/${cepstraAfter}-${cepstraAfter + last}/${2 * cepstraAfter}-${2 * cepstraAfter + last}`,
		agc: "none",
		cmn: "batch",
		varnorm: "no",
		model: "ptm",
		cmninit: firstMeans.map((mean) => mean.toFixed(2)).join(","),
	};
	return Object.entries(settings)
		.map(([name, value]) => `-${name} ${value}\n`)
		.join("");
}

function melOf(hz: number): number {
	return 2595 * Math.log10(1 + hz / 700);
}

function hzOf(mel: number): number {
	return 700 * (10 ** (mel / 2595) - 1);
}

async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}
