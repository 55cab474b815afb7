import { beforeEach, describe, expect, test } from "vitest";
import type { AnyStateNode } from "xstate";
import { callMachine } from "../../../src/machines/call/call.js";
import { defaultPrompts } from "../../../src/machines/speaking/prompts.js";
import { speakingMachine } from "../../../src/machines/speaking/speaking.js";
import { CallUnderTest } from "../../support/actors/call-under-test.js";

let call: CallUnderTest;

beforeEach(() => {
	call = new CallUnderTest();
});

describe("a call that awaits its start", () => {
	test("asks the coordinator for admission, and listens once admitted", () => {
		call.begin();
		expect(call.toCoordinator[0]).toMatchObject({
			type: "call.arrived",
			callId: "c",
			callSid: "CA1",
			callerKey: "k",
		});
		expect(call.state).toBe("listeningForCode");
		expect(call.recogniser.orders).toEqual([{ type: "expect.code" }]);
	});

	test("names itself to the coordinator, and to each of its adapters", () => {
		call.begin();
		const [arrived] = call.toCoordinator;
		expect(arrived?.type === "call.arrived" && arrived.call).toBe(call.actor);
		for (const { inputs } of [call.phone, call.recogniser, call.voice])
			expect(inputs).toEqual([{ callId: "c" }]);
	});

	test("tells a caller that the server is going down", () => {
		call.send({ type: "call.refused", reason: "server going away" });
		expect(call.linesSaid).toEqual([defaultPrompts.serverGoingAway]);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("server going away");
	});

	test("ends when Twilio never says which call it is", () => {
		call.clock.increment(9_999);
		expect(call.state).toBe("awaitingStart");
		call.clock.increment(1);
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("never started");
		expect(call.phone.isOpen).toBe(false);
	});

	test("tells a caller who is refused why, without opening a recogniser, and ends", () => {
		call.send({ type: "call.refused", reason: "too many tries" });
		expect(call.linesSaid).toEqual([defaultPrompts.refused]);
		expect(call.recogniser.isOpen).toBe(false);
		call.finishSpeaking();
		expect(call.reasonOfTheEnd).toBe("too many tries");
	});

	test("ends when its stream may not stand for the call that it names", () => {
		call.phone.tell({ type: "stream.refused" });
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("never started");
	});

	test("ends, and has its stream refused, when that belongs to a call with a token and has none", () => {
		call.phone.tell({
			type: "stream.started",
			callSid: "CA1",
			callerKey: undefined,
		});
		call.send({ type: "stream.mistrusted" });
		expect(call.phone.orderTypes).toEqual(["refuse.stream"]);
		expect(call.phone.isOpen).toBe(false);
		expect(call.reasonOfTheEnd).toBe("never started");
		expect(call.recogniser.orders).toEqual([]);
	});

	test("passes on what its stream has shown, and where it comes from", () => {
		call.phone.tell({
			type: "stream.started",
			callSid: "CA1",
			callerKey: "k",
			addressKey: "a",
			hasToken: true,
		});
		expect(call.toCoordinator[0]).toMatchObject({
			callerKey: "k",
			addressKey: "a",
			hasToken: true,
		});
	});

	test("ends when its stream belongs to a call that is known already", () => {
		call.send({ type: "stream.given.away" });
		expect(call.state).toBe("ended");
		expect(call.reasonOfTheEnd).toBe("handed over");
	});
});

test("a failing adapter ends its call, with every other adapter closed", () => {
	call.begin();
	const failing = call.recogniser.orders;
	failing.push = () => {
		throw new Error("broken");
	};
	call.pair();
	expect(call.state).toBe("ended");
	expect(call.reasonOfTheEnd).toBe("failed");
	expect(call.phone.isOpen).toBe(false);
});

test.each([callMachine, speakingMachine])(
	"every delay that a state of $id waits for has a name that exists",
	(machine) => {
		const { delays } = machine.implementations;
		const waits = statesIn(machine.root).flatMap((node) => node.after);
		expect(waits.length).toBeGreaterThan(0);
		for (const { delay } of waits) {
			expect(typeof delay === "number" || String(delay) in delays).toBe(true);
		}
	},
);

function statesIn(node: AnyStateNode): readonly AnyStateNode[] {
	return [node, ...Object.values(node.states).flatMap(statesIn)];
}
