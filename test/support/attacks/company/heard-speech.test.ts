import { expect, test } from "vitest";
import { silence } from "../../../../src/adapters/sound/mulaw.js";
import { spokenAudio } from "../../deepgram/speaker-end.js";
import { HeardSpeech, SoundGaps } from "./heard-speech.js";

test("what the emulated voice says is read from the sound, whatever pauses there are in it", () => {
	const heard = new HeardSpeech();
	const sound = spokenAudio("Hello, all.");
	expect(heard.take(silence(20))).toBe(false);
	for (let at = 0; at < sound.length; at += 160) {
		expect(heard.take(sound.subarray(at, at + 160))).toBe(true);
		heard.take(silence(20));
	}
	expect(heard.text).toBe("Hello, all.");
	expect(heard.characters).toBe(11);
});

test("the longest gap is that of frames in a row", () => {
	const gaps = new SoundGaps();
	const frames = [true, true, false, true, true, true, false, true];
	for (const isSilent of frames) gaps.frame(isSilent);
	expect(gaps.longestMs).toBe(60);
});
