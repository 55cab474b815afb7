import { expect, test } from "vitest";
import type {
	CallFollower,
	CallNews,
	FollowCall,
	StateNews,
} from "../../../src/transport/pages/followed-calls.js";
import { UpgradeRefused } from "../../support/network/opening.js";
import {
	exchangeRaw,
	upgradeRequest,
} from "../../support/network/raw-exchange.js";
import { CallPage } from "../../support/server/call-page.js";
import { keeperDouble } from "../../support/server/keeper-double.js";
import { listening } from "../../support/server/listening.js";

const news = (state: StateNews["state"]): CallNews => ({
	type: "state",
	call: "call-1",
	state,
});

/** A listener with one call, `CA1`, and who follows it. */
async function oneCall() {
	const followers: CallFollower[] = [];
	const followCall: FollowCall = (callSid, follower) => {
		if (callSid !== "CA1") return undefined;
		followers.push(follower);
		follower.told(news("listening"));
		return () => void followers.splice(followers.indexOf(follower), 1);
	};
	const tryIt = {
		speak: async () => new Uint8Array(),
		cutRecogniser: () => false,
		keeper: keeperDouble,
		followCall,
	};
	const { host, port, close } = await listening({}, { tryIt });
	return { followers, url: `http://${host}`, port, close };
}

test("a page is told at once where its call stands, and whenever that changes", async () => {
	const { followers, url } = await oneCall();
	const page = await CallPage.follow(url, "CA1");
	expect(await page.news()).toEqual(news("listening"));
	followers[0]?.told(news("connected"));
	expect(await page.news()).toEqual(news("connected"));
	const closed = page.closed();
	followers[0]?.over();
	expect((await closed).code).toBe(1000);
	await expect.poll(() => followers).toEqual([]);
});

test.each(["CA2", "", "CA1%20", "CA2&sid=CA1"])(
	"of a call that is not there (%j) nothing is told",
	async (callSid) => {
		const { url } = await oneCall();
		const page = await CallPage.follow(url, callSid);
		expect((await page.closed()).code).toBe(4404);
		expect(page.received).toEqual([]);
	},
);

test("who follows a call takes the place of who did before", async () => {
	const { followers, url } = await oneCall();
	const before = await CallPage.follow(url, "CA1");
	const closed = before.closed();
	const after = await CallPage.follow(url, "CA1");
	expect((await closed).code).toBe(4408);
	await expect.poll(() => followers).toHaveLength(1);
	followers[0]?.told(news("goodbye"));
	await after.news();
	expect(await after.news()).toEqual(news("goodbye"));
});

test("a page that leaves is forgotten", async () => {
	const { followers, url } = await oneCall();
	const page = await CallPage.follow(url, "CA1");
	await page.news();
	page.close();
	await expect.poll(() => followers).toEqual([]);
});

test("a page has nothing to say", async () => {
	const { followers, url } = await oneCall();
	const page = await CallPage.follow(url, "CA1");
	const closed = page.closed();
	page.say("anything");
	expect((await closed).code).toBe(1008);
	await expect.poll(() => followers).toEqual([]);
});

test.each(["https://evil.example", "null", null])(
	"from %s no call is followed",
	async (origin) => {
		const { url, followers } = await oneCall();
		await expect(CallPage.follow(url, "CA1", origin)).rejects.toEqual(
			expect.objectContaining({ status: 403 }) as UpgradeRefused,
		);
		expect(followers).toEqual([]);
	},
);

test("under a name that was made to point here no call is followed", async () => {
	const { port, followers } = await oneCall();
	const Host = `evil.example:${port}`;
	const request = upgradeRequest("/try-it/call?sid=CA1", {
		Host,
		Origin: `http://${Host}`,
	});
	expect(await exchangeRaw(port, request)).toMatch(/^HTTP\/1.1 403 /);
	expect(followers).toEqual([]);
});

test("a page that follows is told when the server goes away", async () => {
	const { url, close } = await oneCall();
	const page = await CallPage.follow(url, "CA1");
	const closed = page.closed();
	await close();
	expect((await closed).code).toBe(1001);
});

test("without an upgrade it is answered 426, and without the try-it page 404", async () => {
	const request =
		"POST /try-it/call?sid=CA1 HTTP/1.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
	const { port } = await oneCall();
	expect(await exchangeRaw(port, request)).toMatch(/^HTTP\/1.1 426 /);
	const other = await listening();
	expect(await exchangeRaw(other.port, request)).toMatch(/^HTTP\/1.1 404 /);
	await expect(
		CallPage.follow(`http://${other.host}`, "CA1"),
	).rejects.toBeInstanceOf(UpgradeRefused);
});
