import { describe, expect, test } from "vitest";
import { type Seat, Seats } from "../../../src/transport/peers/seats.js";

function take(seats: Seats, address: string): Seat {
	const seat = seats.take(address);
	if (typeof seat === "string") throw new Error(seat);
	return seat;
}

describe("seats", () => {
	test("are refused when all are taken, whoever asks", () => {
		const seats = new Seats({ total: 2, perAddress: 2 });
		take(seats, "10.0.0.1");
		take(seats, "10.0.0.2");
		expect(seats.take("10.0.0.3")).toBe("The server is full.");
	});

	test("are refused to an address that has its share, and to no other", () => {
		const seats = new Seats({ total: 10, perAddress: 1 });
		take(seats, "10.0.0.1");
		expect(seats.take("10.0.0.1")).toMatch(/Too many sockets/);
		take(seats, "10.0.0.2");
	});

	test.each([
		{ total: 1, atMost: 1 },
		{ total: 2, atMost: 2 },
		{ total: 9, atMost: 9 },
		{ total: 10, atMost: 9 },
		{ total: 25, atMost: 23 },
		{ total: 100, atMost: 90 },
	])(
		"are for one address $atMost of $total at most, whatever its share",
		({ total, atMost }) => {
			const seats = new Seats({ total, perAddress: 1_000_000 });
			for (let taken = 0; taken < atMost; taken++) take(seats, "10.0.0.1");
			expect(typeof seats.take("10.0.0.1")).toBe("string");
			for (let taken = atMost; taken < total; taken++) take(seats, "10.0.0.2");
			expect(seats.isFull).toBe(true);
		},
	);

	test("are for everybody alike where addresses tell nobody apart", () => {
		const seats = new Seats({ total: 20 });
		for (let taken = 0; taken < 20; taken++) take(seats, "10.0.0.1");
		expect(seats.take("10.0.0.1")).toBe("The server is full.");
	});

	test("say what there are too many of, and whether there is one, before it is taken", () => {
		const seats = new Seats({ total: 10, perAddress: 1 }, "calls");
		expect(seats.whyNone("10.0.0.1")).toBeUndefined();
		take(seats, "10.0.0.1");
		expect(seats.whyNone("10.0.0.1")).toBe(
			"Too many calls come from this address.",
		);
		expect(seats.whyNone("10.0.0.2")).toBeUndefined();
	});

	test("are free again when given back", () => {
		const seats = new Seats({ total: 1, perAddress: 1 });
		take(seats, "10.0.0.1").giveBack();
		take(seats, "10.0.0.1");
	});

	test("given back twice are free once", () => {
		const seats = new Seats({ total: 2, perAddress: 2 });
		const seat = take(seats, "10.0.0.1");
		take(seats, "10.0.0.1");
		seat.giveBack();
		seat.giveBack();
		expect(seats.taken).toEqual({ total: 1, addresses: 1 });
	});

	test("leave nothing behind when all are given back", () => {
		const seats = new Seats({ total: 1_000, perAddress: 10 });
		const taken = Array.from({ length: 1_000 }, (_, number) =>
			take(seats, `10.0.${number % 200}.1`),
		);
		expect(seats.taken).toEqual({ total: 1_000, addresses: 200 });
		for (const seat of taken) seat.giveBack();
		expect(seats.taken).toEqual({ total: 0, addresses: 0 });
	});
});
