import { expect, test } from "vitest";
import { IdleSockets } from "../../../src/transport/peers/idle-sockets.js";

const silent = "was not served";
const idleSockets = (changes = {}) =>
	new IdleSockets<string>({
		total: 4,
		perAddress: 2,
		graceMs: 1_000,
		...changes,
	});

test("an address has too many once its oldest have had their time", () => {
	const idle = idleSockets();
	for (const [at, socket] of ["a1", "a2", "a3", "a4"].entries())
		idle.add(socket, "a", silent, at * 100);
	idle.add("b1", "b", silent, 0);
	expect(idle.hasMany("a")).toBe(true);
	expect(idle.hasMany("b")).toBe(false);
	expect(idle.tooMany(999)).toEqual([]);
	expect(idle.tooMany(1_000)).toEqual(["a1"]);
	expect(idle.tooMany(9_999)).toEqual(["a1", "a2"]);
	expect(idle.isCrowded).toBe(true);
	idle.delete("a1");
	idle.delete("a2");
	expect(idle.isCrowded).toBe(false);
	expect(idle.tooMany(9_999)).toEqual([]);
});

test("who becomes idle anew is the youngest again", () => {
	const idle = idleSockets({ perAddress: 1 });
	idle.add("a1", "a", silent, 0);
	idle.add("a2", "a", silent, 1);
	idle.add("a1", "a", silent, 2);
	expect(idle.tooMany(5_000)).toEqual(["a2"]);
	expect(idle.firstFor("a")).toBe("a2");
});

test("an address with its share of them makes room by its own oldest, another by the oldest of all", () => {
	const idle = idleSockets();
	idle.add("b1", "b", silent, 0);
	idle.add("a1", "a", silent, 1);
	idle.add("a2", "a", silent, 2);
	expect(idle.isFull).toBe(false);
	idle.add("a3", "a", silent, 3);
	expect(idle.isFull).toBe(true);
	expect(idle.firstFor("a")).toBe("a1");
	expect(idle.firstFor("b")).toBe("b1");
	expect(idle.firstFor("c")).toBe("b1");
});

test("for an exempt one only the number of all holds", () => {
	const idle = idleSockets();
	for (const socket of ["p1", "p2", "p3", "p4"])
		idle.add(socket, undefined, silent, 0);
	expect(idle.hasMany(undefined)).toBe(false);
	expect(idle.tooMany(9_999)).toEqual([]);
	expect(idle.isFull).toBe(true);
	expect(idle.firstFor(undefined)).toBe("p1");
});

test("nothing is kept of who is gone", () => {
	const idle = idleSockets();
	idle.add("a1", "a", silent, 0);
	idle.add("p1", undefined, silent, 0);
	idle.delete("a1");
	idle.delete("a1");
	idle.delete("p1");
	expect(idle.size).toEqual({ total: 0, addresses: 0 });
	expect(idle.firstFor("a")).toBeUndefined();
});

test("one that was served goes after all that were not, however old it is", () => {
	const idle = idleSockets({ perAddress: 1 });
	idle.add("a1", "a", "was served", 0);
	idle.add("a2", "a", silent, 1);
	idle.add("a3", "a", silent, 2);
	expect(idle.firstFor("a")).toBe("a2");
	expect(idle.firstFor("b")).toBe("a2");
	expect(idle.tooMany(9_999)).toEqual(["a2", "a3"]);
	idle.delete("a2");
	idle.delete("a3");
	expect(idle.firstFor("a")).toBe("a1");
});
