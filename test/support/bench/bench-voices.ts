import { execFileSync, spawnSync } from "node:child_process";
import { fliteVoices, synthesise } from "../../../src/adapters/local/flite.js";
import { encodeMulaw } from "../../../src/adapters/sound/mulaw.js";
import { toLineRate } from "../../../src/adapters/sound/resample.js";
import { readWav } from "../../../src/commands/phone/wav.js";

/** Someone who says things: mulaw at 8000 Hz. */
export interface BenchVoice {
	readonly name: string;
	say(text: string): Promise<Buffer>;
}

const espeakVoices = ["en-us", "en-gb", "en-us+f3"];

/** Every voice that can be had: flite's own, and espeak-ng's from Debian's package, which is installed if it can be. */
export function benchVoices(): readonly BenchVoice[] {
	const flite = fliteVoices.map((voice) => ({
		name: `flite ${voice}`,
		say: (text: string) => synthesise(text, voice),
	}));
	return installEspeak() ? [...flite, ...espeakVoices.map(espeakVoice)] : flite;
}

function espeakVoice(voice: string): BenchVoice {
	return {
		name: `espeak-ng ${voice}`,
		say: async (text) => {
			const file = execFileSync(
				"espeak-ng",
				["-v", voice, "-s", "140", "--stdout", text],
				{ maxBuffer: 16 * 1024 * 1024 },
			);
			// espeak-ng does not know the length when it writes the header.
			file.writeUInt32LE(file.length - 44, 40);
			const sound = readWav(file);
			if ("problem" in sound) throw new Error(`espeak-ng: ${sound.problem}`);
			return encodeMulaw(toLineRate(sound));
		},
	};
}

function installEspeak(): boolean {
	if (isInstalled()) return true;
	for (const args of [["update"], ["install", "-y", "espeak-ng"]]) {
		spawnSync("apt-get", args, { stdio: "ignore" });
	}
	if (!isInstalled()) {
		console.warn("espeak-ng is not here and cannot be installed: left out.");
	}
	return isInstalled();
}

function isInstalled(): boolean {
	return spawnSync("espeak-ng", ["--version"]).status === 0;
}
