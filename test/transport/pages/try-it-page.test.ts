import { describe, expect, test, vi } from "vitest";
import type { TryItHandlers } from "../../../src/transport/pages/try-it-page.js";
import { exchangeRaw } from "../../support/network/raw-exchange.js";
import { keeperDouble } from "../../support/server/keeper-double.js";
import { listening } from "../../support/server/listening.js";

const speech = new Uint8Array(160).fill(7);

function handlers(changes: Partial<TryItHandlers> = {}): TryItHandlers {
	return {
		speak: async () => speech,
		followCall: () => undefined,
		cutRecogniser: (callSid) => callSid === "CA1",
		keeper: keeperDouble,
		...changes,
	};
}

async function page(changes?: Partial<TryItHandlers>) {
	const { host, logged } = await listening({}, { tryIt: handlers(changes) });
	const origin = `http://${host}`;
	const get = (path: string, init?: RequestInit) => fetch(origin + path, init);
	const order = (path: string, body = "", from: string | undefined = origin) =>
		fetch(origin + path, {
			method: "POST",
			body,
			headers: { ...(from && { Origin: from }) },
		});
	return { get, order, logged };
}

describe("the page", () => {
	test("is at the root, and lets nothing in from outside", async () => {
		const { get } = await page();
		const response = await get("/");
		expect(response.status).toBe(200);
		expect(response.headers.get("content-type")).toMatch(/^text\/html/);
		const policy = response.headers.get("content-security-policy") ?? "";
		expect(policy).toMatch(/default-src 'none'/);
		expect(policy).toMatch(/script-src 'self' 'sha256-[^']+'(;|$)/);
		expect(policy).not.toMatch(/unsafe|https?:|\*/);
		expect(await response.text()).not.toMatch(/(src|href)="(?!\/try-it\/)/);
	});

	test("is served with the very client that games are given", async () => {
		const { get } = await page();
		const html = await (await get("/")).text();
		const [, path = ""] = /"@callsign\/client": "([^"]+)"/.exec(html) ?? [];
		const script = await get(path);
		expect(script.headers.get("content-type")).toMatch(/^text\/javascript/);
		expect(await script.text()).toContain("class CallsignClient");
	});

	test("is given again only when it has changed", async () => {
		const { get } = await page();
		const etag = (await get("/")).headers.get("etag") ?? "";
		const headers = { "If-None-Match": etag };
		expect((await get("/", { headers })).status).toBe(304);
	});

	test.each([
		"/",
		"/try-it/page.css",
		"/try-it/client/callsign-client.js",
		"/try-it/keeper",
		"/try-it/keeper/chart",
	])(
		"is not served at %s under a name that was made to point here",
		async (path) => {
			const tryIt = handlers();
			const publicUrl = new URL("https://demo.example.org");
			const { port } = await listening({ publicUrl }, { tryIt });
			const askAs = (host: string) =>
				exchangeRaw(
					port,
					`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
				);
			expect(await askAs(`evil.example:${port}`)).toMatch(
				/^HTTP\/1.1 421 .*PUBLIC_URL/s,
			);
			for (const host of ["demo.example.org", "localhost", "192.168.0.7:5000"])
				expect(await askAs(host)).toMatch(/^HTTP\/1.1 200 .*nosniff/s);
		},
	);

	test.each([
		"/try-it/",
		"/try-it/../main.js",
		"/try-it/page.html",
		"/try-it/tsconfig.json",
		"/try-it/nothing.js",
	])("has nothing at %s", async (path) => {
		const { get } = await page();
		expect((await get(path)).status).toBe(404);
	});

	test("is not written to", async () => {
		const { get } = await page();
		expect((await get("/", { method: "POST" })).status).toBe(405);
		expect((await get("/", { method: "HEAD" })).status).toBe(200);
	});

	test("is not there where streams must be signed", async () => {
		const { host } = await listening();
		for (const path of ["/", "/try-it/page.css", "/try-it/speech"])
			expect((await fetch(`http://${host}${path}`)).status).toBe(404);
	});
});

describe("the keeper", () => {
	test("is told of before he is rung: his number, his source and his proof", async () => {
		const { get } = await page();
		const response = await get("/try-it/keeper");
		expect(response.headers.get("content-type")).toMatch(/^application\/json/);
		const { phoneNumber, source, proof } = keeperDouble;
		expect(await response.json()).toEqual({ phoneNumber, source, proof });
	});

	test("keeps a source that is not everybody's", async () => {
		const keeper = { ...keeperDouble, source: undefined };
		const { get } = await page({ keeper });
		const facts = await (await get("/try-it/keeper")).json();
		const { phoneNumber, proof } = keeperDouble;
		expect(facts).toEqual({ phoneNumber, proof });
	});

	test("is drawn, with the style of drawings", async () => {
		const { get } = await page();
		const drawing = await get("/try-it/keeper/chart");
		expect(drawing.headers.get("content-type")).toMatch(/^image\/svg\+xml/);
		expect(drawing.headers.get("content-security-policy")).toBeTruthy();
		expect(await drawing.text()).toBe("<svg/>");
		const style = await get("/try-it/charts.css");
		expect(await style.text()).toBe(".chart {}");
		const head = await get("/try-it/keeper", { method: "HEAD" });
		expect([head.status, await head.text()]).toEqual([200, ""]);
	});

	test("is only looked at", async () => {
		const { order } = await page();
		for (const path of ["/try-it/keeper", "/try-it/keeper/chart"])
			expect((await order(path)).status).toBe(405);
	});

	test("may fail to be drawn, without a word of why", async () => {
		const draw = async () => {
			throw new Error("a secret of the machine");
		};
		const { get } = await page({ keeper: { ...keeperDouble, draw } });
		const response = await get("/try-it/keeper/chart");
		expect(response.status).toBe(503);
		expect(await response.text()).not.toContain("secret");
	});
});

describe("typed speech", () => {
	test("is mulaw, for what the page was asked to say", async () => {
		const speak = vi.fn(async (_: string) => speech);
		const { order } = await page({ speak });
		const response = await order("/try-it/speech", " go\u0000 north\n");
		expect(response.headers.get("content-type")).toBe("audio/basic");
		expect(new Uint8Array(await response.arrayBuffer())).toEqual(speech);
		expect(speak).toHaveBeenCalledExactlyOnceWith("go  north");
	});

	test("is no longer than half a minute", async () => {
		const speak = async () => new Uint8Array(1_000_000);
		const { order } = await page({ speak });
		const response = await order("/try-it/speech", "9".repeat(200));
		expect((await response.arrayBuffer()).byteLength).toBe(240_000);
	});

	test.each([
		["nothing", " \n", 400],
		["a text that is too long", "a".repeat(201), 413],
		["a body that is too long", "a".repeat(100_000), 413],
	])("is not made of %s", async (_, text, status) => {
		const speak = vi.fn(async () => speech);
		const { order } = await page({ speak });
		expect((await order("/try-it/speech", text)).status).toBe(status);
		expect(speak).not.toHaveBeenCalled();
	});

	test("is not there when the voice is not, and the page is told so in a sentence", async () => {
		const speak = async () => {
			throw new Error("no voice");
		};
		const { order, logged } = await page({ speak });
		const response = await order("/try-it/speech", "a secret text");
		expect(response.status).toBe(503);
		expect(await response.text()).toContain("cannot speak typed text");
		expect(logged.join()).toContain("no voice");
		expect(logged.join()).not.toContain("secret");
	});

	test("is made for few at once, and a place that was given back is free", async () => {
		const waiting: ((made: Uint8Array) => void)[] = [];
		const speak = () =>
			new Promise<Uint8Array>((resolve) => waiting.push(resolve));
		const { order } = await page({ speak });
		const asked = Array.from({ length: 5 }, () => order("/try-it/speech", "x"));
		expect((await Promise.race(asked)).status).toBe(429);
		for (const make of waiting) make(speech);
		const statuses = (await Promise.all(asked)).map(({ status }) => status);
		expect(statuses.filter((status) => status === 200)).toHaveLength(4);
		const next = order("/try-it/speech", "x");
		await vi.waitFor(() => expect(waiting).toHaveLength(5));
		waiting.at(-1)?.(speech);
		expect((await next).status).toBe(200);
	});
});

describe("what only the page may ask for", () => {
	test("is to cut off the recogniser of its call", async () => {
		const { order } = await page();
		expect((await order("/try-it/cut?sid=CA1")).status).toBe(200);
		expect((await order("/try-it/cut?sid=CA2")).status).toBe(404);
		expect((await order("/try-it/cut")).status).toBe(404);
	});

	test.each(["/try-it/speech", "/try-it/cut?sid=CA1"])(
		"nor may a page under a name that was made to point here ask for %s",
		async (path) => {
			const { port } = await listening({}, { tryIt: handlers() });
			const name = `evil.example:${port}`;
			const answer = await exchangeRaw(
				port,
				`POST ${path} HTTP/1.1\r\nHost: ${name}\r\nOrigin: http://${name}\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`,
			);
			expect(answer).toMatch(/^HTTP\/1.1 403 /);
		},
	);

	test.each(["/try-it/speech", "/try-it/cut?sid=CA1"])(
		"no other site and no program may ask for %s",
		async (path) => {
			const { order, get } = await page();
			for (const origin of ["https://evil.example", "null", ""])
				expect((await order(path, "text", origin)).status).toBe(403);
			expect((await get(path)).status).toBe(405);
		},
	);
});
