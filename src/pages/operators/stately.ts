/**
 * Hands what the server tells to Stately's page in the frame. That page says `@statelyai.connected` when it is
 * ready, and takes each event as a posted message, as the bridge of `@statelyai/inspect` does.
 */
const statelyOrigin = "https://stately.ai";
/** If Stately's page never loads, the oldest are dropped. */
const maxWaiting = 5_000;

const frame = document.querySelector<HTMLIFrameElement>("#inspector");
const told = document.querySelector<HTMLElement>("#told");
const waiting: unknown[] = [];
let isReady = false;
let count = 0;

addEventListener("message", ({ origin, data }) => {
	if (origin !== statelyOrigin) return;
	const { type } = (data ?? {}) as { type?: string };
	if (type !== "@statelyai.connected") return;
	isReady = true;
	for (const event of waiting.splice(0)) hand(event);
});

// Set last, so that the page cannot be ready before the listener is there.
if (frame) frame.src = `${statelyOrigin}/inspect`;

const url = new URL("/inspect/stately/socket", location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
const socket = new WebSocket(url);
socket.addEventListener("message", ({ data }) => {
	const event: unknown = JSON.parse(String(data));
	count += 1;
	if (isReady) hand(event);
	else if (waiting.push(event) > maxWaiting) waiting.shift();
	show(`${count} events`);
});
socket.addEventListener("close", () =>
	show("The server does not answer any more. Reload this page."),
);

function hand(event: unknown): void {
	frame?.contentWindow?.postMessage(event, statelyOrigin);
}

function show(text: string): void {
	if (told) told.textContent = text;
}

export {};
