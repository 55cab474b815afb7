import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MeteredProcess } from "../load/metered-process.js";
import type { Setting } from "./attack.js";
import type { Door } from "./company/ways-in.js";
import type { Spending } from "./ground/counting-deepgram.js";
import type { FarProcess } from "./ground/far-process.js";

const authToken = "c0ffee";
const publicUrl = "https://call.example.com";

/** What differs from a server as it is by default. */
const settings: Readonly<Record<Setting, Readonly<Record<string, string>>>> = {
	unsigned: {},
	words: {},
	small: { MAX_CALLS: "200", MAX_GAMES: "200", CODE_WAIT_SECONDS: "3" },
	signed: { TWILIO_AUTH_TOKEN: authToken, PUBLIC_URL: publicUrl },
};

/** A hundred words, no two of which are like each other. */
const firstHalves =
	"amber bronze copper crystal golden marble purple scarlet silver velvet";
const secondHalves =
	"castle dragon falcon garden island lantern mountain pirate thunder window";
const words = firstHalves
	.split(" ")
	.flatMap((first) =>
		secondHalves.split(" ").map((second) => `${first} ${second}`),
	);

/** The built server in a process of its own. */
export class AttackedServer {
	/** Starts one that talks to this Deepgram. */
	static async start(
		setting: Setting,
		deepgram: FarProcess,
	): Promise<AttackedServer> {
		const url = await deepgram.ask<string>("url");
		const folder = mkdtempSync(join(tmpdir(), "callsign-attacks-"));
		const codes = join(folder, "codes.json");
		writeFileSync(codes, JSON.stringify({ game_codes: words }));
		const server = await MeteredProcess.start({
			DEEPGRAM_API_KEY: "key",
			DEEPGRAM_URL: `${url}/listen?encoding=mulaw&sample_rate=8000&numerals=true`,
			DEEPGRAM_SPEAK_URL: `${url}/speak?encoding=mulaw&sample_rate=8000`,
			TWILIO_PHONE_NUMBER: "+15005550006",
			...(setting === "words" && { GAME_CODES: codes }),
			...settings[setting],
		});
		return new AttackedServer(setting, server, deepgram, folder);
	}

	private constructor(
		private readonly setting: Setting,
		private readonly program: MeteredProcess,
		private readonly deepgram: FarProcess,
		private readonly folder: string,
	) {}

	get door(): Door {
		const isSigned = this.setting === "signed";
		return {
			url: this.program.server.url,
			signed: isSigned ? { authToken, publicUrl } : undefined,
		};
	}

	/** Where operators look. */
	get adminUrl(): string {
		const line = this.program.server.log.all.find(({ msg }) =>
			msg.includes("operators' listener"),
		);
		return String(line?.url);
	}

	/** How many lines it has logged, but for those of calls and games that it let in. */
	get logLines(): number {
		const lines = this.program.server.log.all;
		return lines.filter((line) => !("callId" in line || "gameId" in line))
			.length;
	}

	/** What it has had to pay for since this was asked last. */
	takeSpending(): Promise<Spending> {
		return this.deepgram.ask<Spending>("takeSpending");
	}

	/** What it holds in its memory, in KiB, without garbage. */
	async heldKb(): Promise<number> {
		const { heapUsed, external } = await this.program.usedWithoutGarbage();
		return (heapUsed + external) / 1024;
	}

	async end(): Promise<void> {
		await this.program.kill();
		rmSync(this.folder, { recursive: true });
	}
}
