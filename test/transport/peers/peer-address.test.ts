import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import {
	limitedAddress,
	PeerAddresses,
} from "../../../src/transport/peers/peer-address.js";

function request(remoteAddress: string, headers: Record<string, string> = {}) {
	return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

const proxy = "10.0.0.7";
const trusting = new PeerAddresses(["10.0.0.0/8", "loopback"]);

describe("behind trusted proxies", () => {
	test.each([
		["198.51.100.4", "198.51.100.4"],
		// What a stranger wrote stands left of what the proxy has seen.
		["192.0.2.1, 198.51.100.4", "198.51.100.4"],
		["192.0.2.1, 198.51.100.4, 10.9.9.9, 127.0.0.1", "198.51.100.4"],
		["198.51.100.4:50123", "198.51.100.4"],
		["[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"],
		["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
		["unknown", proxy],
		["", proxy],
		// HTTP lets empty places in a list go (RFC 9110, section 5.6.1).
		["198.51.100.4,", "198.51.100.4"],
	])("X-Forwarded-For %j counts as %s", (forwardedFor, counted) => {
		const headers = { "x-forwarded-for": forwardedFor };
		expect(trusting.of(request(proxy, headers))).toBe(counted);
	});

	test.each([
		["for=198.51.100.4", "198.51.100.4"],
		['for=192.0.2.1, For="198.51.100.4:50123";proto=https', "198.51.100.4"],
		['for="[2001:db8:1:2::9]:4711";by=10.0.0.7', "2001:db8:1:2::/64"],
		["for=unknown", proxy],
		["for=_hidden", proxy],
		["by=10.0.0.7", proxy],
		["for=198.51.100.4;;", proxy],
	])("Forwarded %j counts as %s", (forwarded, counted) => {
		expect(trusting.of(request(proxy, { forwarded }))).toBe(counted);
	});

	test("neither header is believed when they differ: a stranger may have written one", () => {
		const both = (one: string, other: string) =>
			request(proxy, { forwarded: `for=${one}`, "x-forwarded-for": other });
		expect(trusting.of(both("192.0.2.1", "198.51.100.4"))).toBe(proxy);
		expect(trusting.of(both("198.51.100.4", "198.51.100.4"))).toBe(
			"198.51.100.4",
		);
	});

	test("the proxy's own address counts when it says nothing", () => {
		expect(trusting.of(request(proxy))).toBe(proxy);
		expect(trusting.of(request("::ffff:10.0.0.7"))).toBe(proxy);
	});

	test("a proxy is known by its address alone", () => {
		expect(trusting.isProxy("::ffff:127.0.0.1")).toBe(true);
		expect(trusting.isProxy("198.51.100.4")).toBe(false);
		expect(trusting.isProxy(undefined)).toBe(false);
	});
});

test.each([
	["without trusted proxies", new PeerAddresses(), proxy],
	["from elsewhere", trusting, "203.0.113.5"],
])("no header is believed %s", (_, peers, address) => {
	const headers = {
		"x-forwarded-for": "198.51.100.4",
		forwarded: "for=198.51.100.4",
	};
	expect(peers.of(request(address, headers))).toBe(address);
});

describe("one address", () => {
	test.each([
		["10.1.2.3", "10.1.2.3"],
		["::ffff:10.1.2.3", "10.1.2.3"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
		["2001:0db8:0001:2:ffff::1", "2001:db8:1:2::/64"],
		["2001:db8::1", "2001:db8:0:0::/64"],
		["fe80::1%eth0", "fe80:0:0:0::/64"],
		["::1", "0:0:0:0::/64"],
		["::", "0:0:0:0::/64"],
		["", ""],
		[undefined, ""],
	])("%s counts as %s", (address, counted) => {
		expect(limitedAddress(address)).toBe(counted);
	});
});
