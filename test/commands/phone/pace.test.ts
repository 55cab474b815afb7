import { describe, expect, it } from "vitest";
import { everyFrame } from "../../../src/commands/phone/pace.js";
import { HandMovedTimers } from "../../support/actors/hand-moved-timers.js";

function counted() {
	const timers = new HandMovedTimers();
	let frames = 0;
	const stop = everyFrame(() => {
		frames += 1;
	}, timers);
	return { timers, stop, frames: () => frames };
}

describe("the pace of a call", () => {
	it("is one frame for every 20 ms", () => {
		const { timers, frames } = counted();
		timers.advance(19);
		expect(frames()).toBe(0);
		timers.advance(1);
		expect(frames()).toBe(1);
		timers.advance(980);
		expect(frames()).toBe(50);
	});

	it("catches up after a stall and keeps its place in time", () => {
		const { timers, frames } = counted();
		timers.stall(233);
		expect(frames()).toBe(11);
		timers.advance(7);
		expect(frames()).toBe(12);
	});

	it("does not drift when every timer is late", () => {
		const { timers, frames } = counted();
		for (let late = 0; late < 1000; late += 1) timers.stall(23);
		expect(frames()).toBe(Math.floor((1000 * 23) / 20));
	});

	it("leaves no timer when stopped", () => {
		const { timers, stop, frames } = counted();
		timers.advance(100);
		stop();
		expect(timers.pending).toBe(0);
		timers.advance(100);
		expect(frames()).toBe(5);
	});

	it("leaves no timer when it is stopped by its own frame", () => {
		const timers = new HandMovedTimers();
		let frames = 0;
		const stop = everyFrame(() => {
			frames += 1;
			stop();
		}, timers);
		timers.stall(100);
		expect(frames).toBe(1);
		expect(timers.pending).toBe(0);
	});
});
