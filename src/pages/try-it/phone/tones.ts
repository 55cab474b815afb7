import type { Ear } from "./loudspeaker.js";

/** The two tones of each key, in Hz (ITU-T Q.23). */
const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477];
const keys = "123456789*0#";
const keySeconds = 0.12;
const fadeSeconds = 0.01;

/** The sound that a key makes at one's own ear; the server is told by a message. */
export function playKey(ear: Ear, digit: string): void {
	const at = keys.indexOf(digit);
	const tones = [rows[Math.floor(at / 3)] ?? 0, columns[at % 3] ?? 0];
	play(ear, tones, ear.context.currentTime, keySeconds);
}

/** The sound of a phone that rings at the other end, as in North America; the result stops it. */
export function playRinging(ear: Ear): () => void {
	return play(ear, [440, 480], ear.context.currentTime, 2);
}

function play(
	{ context, input }: Ear,
	tones: readonly number[],
	start: number,
	seconds: number,
): () => void {
	const end = start + seconds;
	const volume = new GainNode(context, { gain: 0 });
	volume.gain.setValueAtTime(0, start);
	volume.gain.linearRampToValueAtTime(0.08, start + fadeSeconds);
	volume.gain.setValueAtTime(0.08, end - fadeSeconds);
	volume.gain.linearRampToValueAtTime(0, end);
	volume.connect(input);
	const oscillators = tones.map((frequency) => {
		const oscillator = new OscillatorNode(context, { frequency });
		oscillator.connect(volume);
		oscillator.start(start);
		oscillator.stop(end);
		return oscillator;
	});
	return () => {
		for (const oscillator of oscillators) oscillator.stop();
	};
}
