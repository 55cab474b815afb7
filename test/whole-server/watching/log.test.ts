import { type Logger, pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { CallLog } from "../../../src/log.js";
import type { ConversationOver } from "../../../src/machines/call/call-memory.js";

let lines: Record<string, unknown>[];
let log: Logger;

beforeEach(() => {
	lines = [];
	log = pino(
		{ base: null, timestamp: false },
		{
			write: (line: string) => void lines.push(JSON.parse(line)),
		},
	);
});

describe("conversations of a call", () => {
	test("are logged as they begin and end, by the flow and the reason", () => {
		const call = new CallLog("c", log);
		begin(call);
		end(call, { reason: "hung up" });
		expect(lines).toEqual([
			{
				level: 30,
				callId: "c",
				flow: "keeper",
				conversations: 1,
				msg: "conversation begins",
			},
			{
				level: 30,
				callId: "c",
				flow: "keeper",
				flowState: "closed",
				reason: "hung up",
				conversations: 1,
				msg: "conversation over",
			},
		]);
	});

	test("that have failed are errors, with what the flow has thrown", () => {
		end(new CallLog("c", log), {
			reason: "failed",
			error: new Error("no such guard"),
		});
		expect(lines).toMatchObject([
			{
				level: 50,
				msg: "conversation failed",
				err: { message: "no such guard" },
			},
		]);
	});

	test("do not flood the log, however often a game lends its caller", () => {
		const call = new CallLog("c", log);
		for (let time = 0; time < 1_000; time++) {
			begin(call);
			end(call, { reason: "replaced" });
		}
		const logged = lines.map((line) => line.conversations);
		const expected = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 128, 256, 512];
		expect(logged).toEqual(expected.flatMap((each) => [each, each]));
	});
});

test("nothing else that a conversation tells is logged", () => {
	const call = new CallLog("c", log);
	step(call, "caller.said");
	call.emitted({
		type: "move.refused",
		callId: "c",
		flow: "keeper",
		move: "move.openGate",
		state: "closed",
	});
	expect(lines).toEqual([]);
});

function begin(call: CallLog): void {
	step(call, "start");
}

function step(call: CallLog, cause: string): void {
	call.emitted({
		type: "flow.stepped",
		callId: "c",
		flow: "keeper",
		cause,
		state: "closed",
		activeStates: ["keeper.closed"],
		legalMoves: [],
	});
}

function end(
	call: CallLog,
	more: Pick<ConversationOver, "reason" | "error">,
): void {
	call.emitted({
		type: "conversed",
		callId: "c",
		flow: "keeper",
		state: "closed",
		...more,
	});
}
