import { describe, expect, onTestFinished, test } from "vitest";
import { createAdminListener } from "../../src/transport/admin-listener.js";
import {
	exchangeRaw,
	upgradeRequest,
} from "../support/network/raw-exchange.js";
import { readableLog } from "../support/server/listening.js";

const nosniff = /^x-content-type-options: nosniff\r$/im;

async function adminListening(
	readiness?: string,
	adminHosts?: readonly string[],
	hardship?: string,
): Promise<number> {
	const listener = createAdminListener(
		{ adminListener: { host: "127.0.0.1", port: 0 }, adminHosts },
		{
			readiness: () => readiness,
			hardship: () => hardship,
			isDraining: () => false,
			readMetrics: async () => ({ type: "text/plain", text: "calls 3\n" }),
			takeViewer: () => undefined,
			takeStatelyPage: undefined,
			charts: {
				drawingOf: async (id) => (id === "call" ? "<svg/>" : undefined),
				style: ".chart {}",
			},
		},
		readableLog().log,
	);
	onTestFinished(() => listener.close(0));
	return (await listener.listen()).port;
}

test("the front page names what else is there", async () => {
	const port = await adminListening();
	const response = await fetch(`http://127.0.0.1:${port}/`);
	expect(response.status).toBe(200);
	const text = await response.text();
	for (const path of ["/inspect", "/metrics", "/healthz", "/readyz"])
		expect(text).toContain(`href="${path}"`);
	expect(text).not.toContain("/inspect/stately");
});

test.each([
	["/healthz", 200],
	["/readyz", 503],
	["/game", 404],
	["/voice", 404],
])("GET %s is answered %i", async (path, status) => {
	const port = await adminListening("Not yet.");
	const response = await fetch(`http://127.0.0.1:${port}${path}`);
	expect(response.status).toBe(status);
});

test("what works less well is told to operators, though the server works", async () => {
	const why = "The model refuses whatever is asked: HTTP 401.";
	const port = await adminListening(undefined, undefined, why);
	const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
	const health = await ask("/healthz");
	expect(health.status).toBe(200);
	expect(await health.text()).toContain(`The server works. ${why}`);
	expect((await ask("/readyz")).status).toBe(200);
	const named = await askAs("probe.lan", port, "/healthz");
	expect(named).toMatch(/ 200 OK/);
	expect(named).not.toContain("401");
});

test("the metrics are there for whoever reads them", async () => {
	const port = await adminListening();
	const response = await fetch(`http://127.0.0.1:${port}/metrics`);
	expect(response.headers.get("content-type")).toBe("text/plain");
	expect(await response.text()).toBe("calls 3\n");
	const posted = await fetch(`http://127.0.0.1:${port}/metrics`, {
		method: "POST",
	});
	expect(posted.status).toBe(405);
});

/** What is answered under this name. */
async function askAs(host: string, port: number, path: string) {
	return exchangeRaw(
		port,
		`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
	);
}

describe("under a name that operators do not use", () => {
	test.each(["/", "/inspect", "/inspect/main.js", "/metrics", "/nowhere"])(
		"%s is not answered",
		async (path) => {
			const port = await adminListening();
			const answer = await askAs("evil.example", port, path);
			expect(answer).toMatch(/^HTTP\/1.1 421 .*ADMIN_HOSTS/s);
			expect(answer).not.toContain("calls 3");
		},
	);

	test("health is, but not what is wrong", async () => {
		const port = await adminListening("Nobody listens at 10.0.0.5.");
		const answer = await askAs("probe.lan", port, "/readyz");
		expect(answer).toMatch(/^HTTP\/1.1 503 /);
		expect(answer).not.toContain("10.0.0.5");
		expect(await askAs("probe.lan", port, "/healthz")).toMatch(/ 200 OK/);
	});

	test.each(["callsign:5001", "CALLSIGN", "127.0.0.1:1", "[::1]", "localhost"])(
		"which %s is not, where it is set or needs no setting",
		async (host) => {
			const port = await adminListening("At 10.0.0.5.", ["callsign"]);
			expect(await askAs(host, port, "/metrics")).toContain("calls 3");
			expect(await askAs(host, port, "/readyz")).toContain("10.0.0.5");
		},
	);
});

test.each(["/", "/inspect", "/metrics", "/healthz", "/readyz", "/nowhere"])(
	"no browser guesses what %s is",
	async (path) => {
		const port = await adminListening("Not yet.");
		for (const host of ["localhost", "evil.example"])
			expect(await askAs(host, port, path)).toMatch(nosniff);
	},
);

test("no sockets are taken", async () => {
	const port = await adminListening();
	const answer = await exchangeRaw(port, upgradeRequest("/game"));
	expect(answer).toMatch(/^HTTP\/1.1 404 /);
	expect(answer).toMatch(nosniff);
});
