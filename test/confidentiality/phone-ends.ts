/** The phones of a walk, and the sockets on which Deepgram hears them. */
import type { RawData } from "ws";
import { prompts } from "../models/policy.js";
import { patienceMs, untilSo } from "../models/socket-world/patience.js";
import { textOf } from "../models/socket-world/sound.js";
import type { SteeredServer } from "../models/steered/steered-servers.js";
import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import type { DeepgramServer } from "../support/deepgram/deepgram-server.js";
import { TwilioCaller } from "../support/twilio/twilio-caller.js";
import { answered } from "../support/waiting/answered.js";
import { freshWordsIn } from "./fresh-words.js";
import type { PhoneOwner } from "./parties.js";
import type { Receipts } from "./receipts.js";

/** The test's end of one phone call. */
interface PhoneEnd {
	readonly party: string;
	readonly number: string;
	/** The server's name for the call. */
	readonly id: string;
	phone: TwilioCaller;
	/** How many streams it has had. */
	streams: number;
	listener: DeepgramListener | undefined;
	/** How many texts to its listener were looked at. */
	textsRead: number;
	hasHungUp: boolean;
	/** The codes that it has given. */
	readonly codes: Set<string>;
}

/** What comes before the final result of something that is said. */
interface Speaking {
	readonly interims?: readonly string[];
	readonly beforeFinal?: () => Promise<void>;
}

/** How a caller ends his call. */
export type Ending = "hangs up" | "is cut off";

/** What a phone is told when the server closes its stream. */
export const streamClosed = "the end of its stream";

/** What a phone is told when the game of its call has left. */
export const gameHasLeft = "that its game has left";

/** What an ear is told when a game expects words. */
export function expectedToHear(words: readonly string[]): string {
	return `expect: ${words.join(", ")}`;
}

const frameBytes = 160;
/** So much later on its call's clock comes each thing that is said. */
const betweenSpeechMs = 10_000;

export class PhoneEnds {
	/** How far Deepgram has come in the sound. */
	audioMs = 0;
	readonly #server: SteeredServer;
	readonly #receipts: Receipts;
	readonly #ends = new Map<PhoneOwner, PhoneEnd>();
	readonly #ownersOfCalls = new Map<string, PhoneOwner>();
	#calls = 0;
	#sounds = 0;

	constructor(server: SteeredServer, receipts: Receipts) {
		this.#server = server;
		this.#receipts = receipts;
	}

	/** Who is on this call, as games name calls. */
	ownerOf(call: string): string {
		return this.#ownersOfCalls.get(call) ?? "nobody that is known";
	}

	/** How games name the call of this phone; one that there is not, where it is in no call. */
	callOf(owner: PhoneOwner): string {
		return this.#ends.get(owner)?.id ?? "no call";
	}

	/** What the receipts call the call of this phone. */
	partyOf(owner: PhoneOwner): string {
		return this.#end(owner).party;
	}

	async dial(owner: PhoneOwner): Promise<void> {
		const nth = ++this.#calls;
		const number = `+1555010${String(nth).padStart(4, "0")}`;
		const phone = await this.#call({ caller: number });
		const id = await this.#server.steer("newestCall");
		const end: PhoneEnd = {
			party: `${owner} (call ${nth})`,
			number,
			id,
			phone,
			streams: 1,
			listener: undefined,
			textsRead: 0,
			hasHungUp: false,
			codes: new Set(),
		};
		this.#ends.set(owner, end);
		this.#ownersOfCalls.set(id, owner);
		this.#receipts.hide(number, `${end.party}'s number`);
		this.#receipts.hide(phone.sids.callSid, `${end.party}'s CallSid`);
		this.#attend(end, phone);
		phone.sendAudio(soundOf(++this.#sounds));
		end.listener = await this.#nextListener();
	}

	/** The same call comes on another stream, and the one that it had is closed. */
	async takeOver(owner: PhoneOwner): Promise<void> {
		const end = this.#end(owner);
		const { callSid } = end.phone.sids;
		this.expectEnd(owner);
		end.streams += 1;
		end.phone = await this.#call({ caller: end.number }, callSid);
		this.#attend(end, end.phone);
	}

	/**
	 * Says something: whichever of Deepgram's sockets gets the sound understands these texts, for the time being, and
	 * then the last for good.
	 */
	async speak(
		owner: PhoneOwner,
		text: string,
		{ interims = [], beforeFinal = async () => {} }: Speaking = {},
	): Promise<void> {
		const listener = await this.#hearing(owner);
		this.audioMs += betweenSpeechMs;
		const times = { startMs: this.audioMs, durationMs: 2_000 };
		for (const interim of interims)
			listener?.say(interim, { ...times, final: false, speechFinal: true });
		await listener?.read();
		await beforeFinal();
		listener?.say(text, times);
		await listener?.read();
	}

	async makeNoise(owner: PhoneOwner): Promise<void> {
		const listener = await this.#hearing(owner);
		this.audioMs += betweenSpeechMs;
		listener?.startSpeech(this.audioMs);
		await listener?.read();
	}

	async press(owner: PhoneOwner, keys: string): Promise<void> {
		const { phone } = this.#end(owner);
		phone.press(keys);
		await answered(phone.socket);
	}

	/** The phone may be told this code again. */
	noteCode(owner: PhoneOwner, code: string): void {
		this.#end(owner).codes.add(code);
	}

	/** The call ends; Deepgram still says what it heard last, if there is something. */
	async end(owner: PhoneOwner, by: Ending, lastWords = ""): Promise<void> {
		const end = this.#end(owner);
		const { phone, listener, id } = end;
		end.hasHungUp = true;
		if (listener) listener.lastWords = lastWords;
		if (by === "hangs up") phone.hangUp();
		else phone.vanish();
		await untilSo(
			async () => !(await this.#server.steer("isThere", id)),
			`the end of ${owner}'s call`,
		);
	}

	/** The server is to close the stream of this phone. */
	expectEnd(owner: PhoneOwner): void {
		this.#receipts.expect(streamOf(this.#end(owner)), streamClosed);
	}

	/** Until all that was on its way to the phones has come, and what the phones sent was dealt with. */
	async flush(): Promise<void> {
		const ends = [...this.#ends.values()];
		await Promise.all([
			...ends.map(({ phone }) => answered(phone.socket)),
			...this.#listeners.map((each) => each.read()),
		]);
		for (const end of ends) this.#readKeyterms(end);
	}

	/** Nobody looks at them any more. */
	vanish(): void {
		for (const end of this.#ends.values()) {
			end.hasHungUp = true;
			end.phone.vanish();
		}
	}

	get #deepgram(): DeepgramServer {
		return this.#server.deepgram;
	}

	get #listeners(): readonly DeepgramListener[] {
		return this.#deepgram.listeners.filter(
			({ closedWith }) => closedWith === undefined,
		);
	}

	async #call(
		parameters: Readonly<Record<string, string>>,
		callSid?: string,
	): Promise<TwilioCaller> {
		const phone = await TwilioCaller.call(this.#server.socketUrl("/twilio"), {
			autoPlay: "at once",
			parameters,
			...(callSid !== undefined && { callSid }),
		});
		await answered(phone.socket);
		return phone;
	}

	/** The server also dials to see whether Deepgram is there: such a socket brings no sound. */
	async #nextListener(): Promise<DeepgramListener> {
		for (;;) {
			const listener = await this.#deepgram.nextListener();
			await listener.until(
				() => listener.frames.length > 0 || listener.closedWith !== undefined,
				() => "the sound of a call",
				patienceMs,
			);
			if (listener.frames.length > 0) return listener;
		}
	}

	/** The socket of Deepgram's to which a sound of this phone gets. */
	async #hearing(owner: PhoneOwner): Promise<DeepgramListener | undefined> {
		const { phone } = this.#end(owner);
		const sound = soundOf(++this.#sounds);
		phone.sendAudio(sound);
		await answered(phone.socket);
		const listeners = this.#listeners;
		await Promise.all(listeners.map((each) => each.read()));
		return listeners.find(({ frames }) =>
			frames.some(({ bytes }) => bytes.includes(sound)),
		);
	}

	/** Takes down what this stream brings: a line is over at its mark. */
	#attend(end: PhoneEnd, phone: TwilioCaller): void {
		const stream = streamOf(end);
		let sound: Buffer[] = [];
		phone.socket.on("message", (data: RawData) => {
			const message = JSON.parse(data.toString());
			if (message.event === "media")
				sound.push(Buffer.from(message.media.payload, "base64"));
			if (message.event !== "mark") return;
			this.#hear(end, textOf(Buffer.concat(sound)));
			sound = [];
		});
		phone.socket.on("close", () => {
			if (!end.hasHungUp) this.#receipts.see(stream, streamClosed);
		});
	}

	#hear(end: PhoneEnd, text: string): void {
		if (text === prompts.gameLeft) this.#receipts.see(end.party, gameHasLeft);
		for (const word of freshWordsIn(text))
			this.#receipts.see(end.party, `line ${word}`);
		const [code] = /\d(?:, \d)+/.exec(text) ?? [];
		if (code === undefined) return;
		this.#receipts.judged += 1;
		if (!end.codes.has(code.replaceAll(", ", "")))
			this.#receipts.complain(`${end.party} was told a code: “${text}”`);
	}

	/** The words that Deepgram is told to expect of this caller. */
	#readKeyterms(end: PhoneEnd): void {
		const texts = end.listener?.texts ?? [];
		for (; end.textsRead < texts.length; end.textsRead++) {
			const { type, keyterms } = JSON.parse(texts[end.textsRead] ?? "{}");
			if (type === "Configure" && keyterms.length > 0)
				this.#receipts.see(end.party, expectedToHear(keyterms));
		}
	}

	#end(owner: PhoneOwner): PhoneEnd {
		const end = this.#ends.get(owner);
		if (!end) throw new Error(`${owner} has not called.`);
		return end;
	}
}

function streamOf({ party, streams }: PhoneEnd): string {
	return `${party}, stream ${streams}`;
}

/** A frame of sound by which it is known what was said. */
function soundOf(number: number): Buffer {
	const mark = Buffer.from([0xa5, number >> 8, number & 0xff, 0x5a]);
	return Buffer.alloc(frameBytes, mark);
}
