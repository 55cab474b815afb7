/** What one page is told, and what it is spared. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Sight } from "../../../src/watching/sessions/conversation-sights.js";
import {
	type Happening,
	Recording,
} from "../../../src/watching/sessions/recording.js";
import type {
	Session,
	TimedTurn,
} from "../../../src/watching/sessions/session-book.js";
import {
	Viewer,
	type ViewerRoom,
} from "../../../src/watching/sessions/viewer.js";

interface Told {
	readonly type: string;
	readonly happenings?: readonly unknown[];
	readonly parties?: readonly unknown[];
	readonly missed?: number;
}

class Page {
	bufferedAmount = 0;
	readonly told: Told[] = [];
	closedWith: number | undefined;

	send(text: string): void {
		this.told.push(JSON.parse(text));
	}

	close(code: number): void {
		this.closedWith = code;
	}
}

let page: Page;
let recording: Recording;
let viewer: Viewer;
let lists: number;
let turns: readonly TimedTurn[];
let sights: readonly Sight[];

const session = (): Session => ({
	kind: "call",
	id: "one",
	begunAt: 1,
	changes: [{ at: 1, state: "awaitingStart" }],
	forgotten: 0,
	turns,
	get sights() {
		return sights;
	},
	actor: {} as Session["actor"],
	end: undefined,
	recording,
});

beforeEach(() => {
	vi.useFakeTimers();
	page = new Page();
	recording = new Recording();
	lists = 0;
	turns = [];
	sights = [];
	const room: ViewerRoom = {
		watch: (id, listener) =>
			id === "one"
				? { session: session(), stop: recording.listen(listener) }
				: undefined,
		list: () => {
			lists += 1;
		},
		left: () => {},
	};
	viewer = new Viewer(page, room);
});

afterEach(() => {
	vi.useRealTimers();
});

const happen = (count: number): void => {
	for (let at = 0; at < count; at++) recording.add(message(at));
};
const message = (at: number): Happening => ({
	kind: "message",
	at,
	from: "phone",
	to: "call",
	type: "xstate.after.codeWait.call.listeningForCode",
});
const order = (what: object) => viewer.receive(JSON.stringify(what));
const happened = () => page.told.filter(({ type }) => type === "happened");

test("what happens within 50 ms comes together, in words", () => {
	order({ do: "watch", id: "one" });
	happen(3);
	expect(happened()).toEqual([]);
	vi.advanceTimersByTime(50);
	expect(happened()).toHaveLength(1);
	expect(happened()[0]?.happenings).toHaveLength(3);
	expect(happened()[0]?.happenings?.[0]).toMatchObject({
		words: "after codeWait",
	});
});

test("a party is told once", () => {
	recording.meet({ name: "phone", isOutside: false });
	order({ do: "watch", id: "one" });
	recording.meet({ name: "voice", isOutside: false });
	happen(1);
	vi.advanceTimersByTime(50);
	happen(1);
	vi.advanceTimersByTime(50);
	expect(page.told.map(({ parties }) => parties)).toEqual([
		[{ name: "phone", isOutside: false }],
		[{ name: "voice", isOutside: false }],
		[],
	]);
});

test("the turns of a call are told when it is chosen, and when one of them has changed", () => {
	const stagesMs: Record<string, number> = { end_of_speech_to_turn_ended: 300 };
	turns = [{ at: 5, times: { stagesMs } }];
	const told = () => page.told.filter(({ type }) => type === "turns");
	order({ do: "watch", id: "one" });
	expect(told()).toEqual([{ type: "turns", turns }]);
	viewer.tick();
	expect(told()).toHaveLength(1);
	stagesMs.turn_ended_to_first_text = 120;
	page.bufferedAmount = 2 * 1024 * 1024;
	viewer.tick();
	expect(told()).toHaveLength(1);
	page.bufferedAmount = 0;
	viewer.tick();
	expect(told()).toHaveLength(2);
	expect(told().at(-1)).toEqual({ type: "turns", turns });
});

const refused = (at: number): Sight => ({
	at,
	kind: "refused",
	flow: "keeper",
	move: "move.forgive",
});

test("what conversations do is told once, with what happens, and at the next tick otherwise", () => {
	const told = () =>
		page.told.flatMap((each) =>
			each.type === "sights" && "sights" in each ? [each.sights] : [],
		);
	sights = [refused(1), refused(2)];
	order({ do: "watch", id: "one" });
	expect(told()).toEqual([sights]);
	happen(1);
	vi.advanceTimersByTime(50);
	viewer.tick();
	expect(told()).toHaveLength(1);
	const third = refused(3);
	sights = [...sights, third];
	happen(1);
	vi.advanceTimersByTime(50);
	expect(told().at(-1)).toEqual([third]);
	const fourth = refused(4);
	sights = [third, fourth];
	page.bufferedAmount = 2 * 1024 * 1024;
	viewer.tick();
	expect(told()).toHaveLength(2);
	page.bufferedAmount = 0;
	viewer.tick();
	expect(told().at(-1)).toEqual([fourth]);
	// The newest that the page knows is kept no longer.
	sights = [refused(8), refused(9)];
	viewer.tick();
	expect(told().at(-1)).toEqual(sights);
});

test("more than a page can take at once is missed, and it is told how much", () => {
	order({ do: "watch", id: "one" });
	happen(1_500);
	vi.advanceTimersByTime(50);
	expect(happened()[0]?.happenings).toHaveLength(1_000);
	expect(happened()[0]?.missed).toBe(500);
});

test("a page that does not read is spared, and told later how much it missed", () => {
	order({ do: "watch", id: "one" });
	page.bufferedAmount = 2 * 1024 * 1024;
	happen(10);
	vi.advanceTimersByTime(50);
	viewer.show('{"type":"sessions"}');
	expect(page.told).toHaveLength(1);
	page.bufferedAmount = 0;
	happen(1);
	vi.advanceTimersByTime(50);
	expect(happened()[0]).toMatchObject({ missed: 10 });
	expect(happened()[0]?.happenings).toHaveLength(1);
});

test("who watches another session, or leaves, hears no more of the first", () => {
	order({ do: "watch", id: "one" });
	happen(1);
	order({ do: "watch", id: "nobody" });
	vi.advanceTimersByTime(50);
	expect(recording.isWatched).toBe(false);
	expect(page.told.map(({ type }) => type)).toEqual(["watching", "gone"]);
	order({ do: "watch", id: "one" });
	happen(1);
	viewer.leave();
	expect(recording.isWatched).toBe(false);
	expect(vi.getTimerCount()).toBe(0);
});

test.each([
	"",
	"no JSON",
	"{}",
	'{"do":"watch"}',
	`{"do":"find","text":"${"a".repeat(65)}"}`,
])("the order %j closes the page", (text) => {
	viewer.receive(text);
	expect(page.closedWith).toBe(1008);
});

test("so does a flood of orders", () => {
	for (let at = 0; at < 50; at++) order({ do: "find", text: "a" });
	expect(page.closedWith).toBeUndefined();
	viewer.tick();
	for (let at = 0; at < 51; at++) order({ do: "find", text: "a" });
	expect(page.closedWith).toBe(1008);
	expect(lists).toBe(100);
});
