/** The games of a walk, and the codes that they show. */
import type { FromGame } from "../../src/protocol/callsign-v1.js";
import { policyTimes } from "../models/policy.js";
import { untilSo } from "../models/socket-world/patience.js";
import type { SteeredServer } from "../models/steered/steered-servers.js";
import { GameClient } from "../support/games/game-client.js";
import { TypedGame } from "../support/games/typed-game.js";
import { answered } from "../support/waiting/answered.js";
import { readPlainly, readTyped, welcomedBack } from "./game-news.js";
import { type GameTitle, kinds } from "./parties.js";
import type { PhoneEnds } from "./phone-ends.js";
import type { Receipts } from "./receipts.js";

/** The test's end of one game session. */
interface GameEnd {
	readonly party: string;
	readonly title: GameTitle;
	/** The server's name for the game. */
	readonly id: string;
	client: GameClient;
	typed: TypedGame | undefined;
	textsRead: number;
	eventsRead: number;
	/** The number of the newest event, on whatever socket it came. */
	lastSeq: number;
	code: string;
	isLost: boolean;
}

/** A code that was shown, and by whom it is; or since when it rests. */
type CodeState =
	| { readonly shownBy: string }
	| { readonly restsSinceMs: number };

export class GameEnds {
	/** How late it is by the server's clock. */
	nowMs = 0;
	readonly #server: SteeredServer;
	readonly #receipts: Receipts;
	readonly #phones: PhoneEnds;
	readonly #ends = new Map<GameTitle, GameEnd>();
	readonly #codes = new Map<string, CodeState>();
	/** The newest code that games of this title have shown, and show no more. */
	readonly #oldCodes = new Map<GameTitle, string>();
	#sessions = 0;

	constructor(server: SteeredServer, receipts: Receipts, phones: PhoneEnds) {
		this.#server = server;
		this.#receipts = receipts;
		this.#phones = phones;
	}

	partyOf(title: GameTitle): string {
		return this.#end(title).party;
	}

	codeOf(title: GameTitle): string {
		return this.#end(title).code;
	}

	oldCodeOf(title: GameTitle): string {
		return this.#oldCodes.get(title) ?? "";
	}

	/** The game that shows this code now. */
	titleThatShows(code: string): GameTitle | undefined {
		const state = this.#codes.get(code);
		const shownBy = state && "shownBy" in state ? state.shownBy : undefined;
		return [...this.#ends.values()].find(({ party }) => party === shownBy)
			?.title;
	}

	async join(title: GameTitle): Promise<void> {
		const { isTyped, room } = kinds[title];
		const typed = isTyped
			? await TypedGame.join(this.#server.socketUrl(`/game?callers=${room}`))
			: undefined;
		const client =
			typed?.client ?? (await GameClient.join(this.#server.socketUrl("/game")));
		await client.textCount(typed ? 1 : 2);
		const end: GameEnd = {
			party: `${title} (game ${++this.#sessions})`,
			title,
			id: typed?.welcome.session ?? (await this.#server.steer("newestGame")),
			client,
			typed,
			textsRead: 0,
			eventsRead: 0,
			lastSeq: 0,
			code: typed?.welcome.code ?? client.texts[1] ?? "",
			isLost: false,
		};
		this.#ends.set(title, end);
		this.#show(end, end.code);
		this.#attend(end);
	}

	/** Closes in good order: the session is over. */
	async leave(title: GameTitle): Promise<void> {
		const end = this.#end(title);
		this.over(title);
		end.client.leave();
		await this.#untilOver(end);
	}

	/** The socket is cut. A plain game is over then, a typed one may come back. */
	async loseSocket(title: GameTitle): Promise<void> {
		const end = this.#end(title);
		const before = await this.#server.steer("gamesAway");
		if (!end.typed) this.over(title);
		end.isLost = true;
		end.client.vanish();
		if (!end.typed) return this.#untilOver(end);
		await untilSo(
			async () => (await this.#server.steer("gamesAway")) > before,
			`that the server misses ${title}`,
		);
	}

	/** Comes back on another socket, whether or not the one before is lost. */
	async resume(title: GameTitle): Promise<void> {
		const end = this.#end(title);
		const query = end.typed?.resumeQuery(end.lastSeq) ?? "";
		const typed = await TypedGame.join(this.#server.socketUrl(`/game${query}`));
		end.typed = typed;
		end.client = typed.client;
		end.isLost = false;
		end.eventsRead = 0;
		end.textsRead = 0;
		const { calls, code, session } = typed.welcome;
		this.#receipts.see(
			end.party,
			welcomedBack(calls.map((call) => this.#phones.ownerOf(call))),
		);
		if (session !== end.id || code !== end.code)
			this.#receipts.complain(`${end.party} came back as another game`);
		this.#attend(end);
	}

	async send(title: GameTitle, message: FromGame): Promise<void> {
		const { typed, client } = this.#end(title);
		if (typed) typed.send(message);
		else if (message.type === "say") client.say(message.text);
		await answered(client.socket);
	}

	/** The game is over, and its code rests. */
	over(title: GameTitle): void {
		const end = this.#end(title);
		this.#hide(end);
		this.#receipts.leave(end.party);
		this.#ends.delete(title);
	}

	/** Until all that was on its way to the games has come, and what they sent was dealt with. */
	async flush(): Promise<void> {
		const clients = [...this.#ends.values()].map(({ client }) => client);
		await Promise.all(clients.map(({ socket }) => answered(socket)));
	}

	/** Nobody looks at them any more. */
	vanish(): void {
		const clients = [...this.#ends.values()].map(({ client }) => client);
		this.#ends.clear();
		for (const client of clients) client.vanish();
	}

	#untilOver({ id, party }: GameEnd): Promise<void> {
		return untilSo(
			async () => !(await this.#server.steer("isThere", id)),
			`the end of ${party}`,
		);
	}

	#attend(end: GameEnd): void {
		const { client, typed } = end;
		const isCurrent = () =>
			this.#ends.get(end.title) === end && end.client === client;
		client.socket.on("message", () => {
			if (isCurrent()) this.#read(end);
		});
		client.socket.on("close", (code) => {
			if (isCurrent() && !end.isLost)
				this.#receipts.complain(`${end.party} was closed with ${code}`);
		});
		if (typed)
			this.#receipts.hide(typed.welcome.resumeToken, `${end.party}'s token`);
		this.#read(end);
	}

	/** Reads what has come since. */
	#read(end: GameEnd): void {
		const { client, typed, party } = end;
		const { texts } = client;
		// The welcome has a secret of its own, and so have the number and the code.
		const first = typed ? 1 : 2;
		for (let at = Math.max(first, end.textsRead); at < texts.length; at++) {
			const text = texts[at] ?? "";
			this.#receipts.search(party, text);
			if (!typed) this.#receipts.see(party, readPlainly(text));
		}
		end.textsRead = texts.length;
		if (typed) this.#readTyped(end, typed);
	}

	#readTyped(end: GameEnd, { events }: TypedGame): void {
		const { party } = end;
		for (; end.eventsRead < events.length; end.eventsRead++) {
			const event = events[end.eventsRead];
			if (!event) continue;
			// None is missing and none comes twice, also when the game comes back.
			if (event.seq !== end.lastSeq + 1)
				this.#receipts.complain(
					`${party} got event ${event.seq} after ${end.lastSeq}`,
				);
			end.lastSeq = event.seq;
			const what = readTyped(event, (call) => this.#phones.ownerOf(call));
			this.#receipts.see(party, what);
			if (event.type === "code") this.#show(end, event.code);
		}
	}

	#show(end: GameEnd, code: string): void {
		if (end.code !== code) this.#hide(end);
		const state = this.#codes.get(code);
		this.#receipts.judged += 1;
		if (state && "shownBy" in state)
			this.#receipts.complain(
				`${end.party} shows the code of ${state.shownBy}`,
			);
		else if (state && this.nowMs < state.restsSinceMs + policyTimes.codeRestMs)
			this.#receipts.complain(`${end.party} shows a code that rests`);
		end.code = code;
		this.#codes.set(code, { shownBy: end.party });
	}

	#hide({ code, title }: GameEnd): void {
		this.#codes.set(code, { restsSinceMs: this.nowMs });
		this.#oldCodes.set(title, code);
	}

	#end(title: GameTitle): GameEnd {
		const end = this.#ends.get(title);
		if (!end) throw new Error(`${title} has not joined.`);
		return end;
	}
}
