import { expect, onTestFinished, test } from "vitest";
import { createAdminListener } from "../../src/transport/admin-listener.js";
import {
	exchangeRaw,
	upgradeRequest,
} from "../support/network/raw-exchange.js";
import { readableLog } from "../support/server/listening.js";

async function adminListening(readiness?: string): Promise<number> {
	const listener = createAdminListener(
		{ adminListener: { host: "127.0.0.1", port: 0 } },
		{
			readiness: () => readiness,
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

test("no sockets are taken", async () => {
	const port = await adminListening();
	expect(await exchangeRaw(port, upgradeRequest("/game"))).toMatch(
		/^HTTP\/1.1 404 /,
	);
});
