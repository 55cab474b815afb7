// @ts-check

/** From the shortest wait before another attempt to the longest. */
const usualWaits = { firstMs: 250, longestMs: 10_000 };

/**
 * What a connection is made from. Throws, with a sentence that says what must hold, for what can never work.
 * @param {string | URL} url
 * @param {import("./callsign-client.js").ClientOptions} options
 * @returns {import("./connection.js").ConnectionOptions}
 */
export function connectionOptions(url, options) {
	const { callers = 1, key, reconnect } = options;
	if (!Number.isInteger(callers) || callers < 1 || callers > 16) {
		throw new RangeError(
			`callers must be a whole number from 1 to 16, not ${callers}.`,
		);
	}
	const address = addressOf(url);
	if (key !== undefined) address.searchParams.set("key", key);
	return {
		url: address,
		callers,
		WebSocket: options.WebSocket ?? usualWebSocket(),
		reconnect: { ...usualWaits, ...reconnect },
	};
}

/**
 * In a browser the address may be relative to the page; http stands for ws, and https for wss.
 * @param {string | URL} url
 */
function addressOf(url) {
	const { location } = /** @type {{ location?: { href: string } }} */ (
		globalThis
	);
	const address = new URL(url, location?.href);
	address.protocol = address.protocol.replace(/^http/, "ws");
	if (!/^wss?:$/.test(address.protocol)) {
		throw new TypeError(`The address must begin with ws: or wss:, not ${url}.`);
	}
	return address;
}

/** @returns {import("./callsign-client.js").WebSocketConstructor} */
function usualWebSocket() {
	const { WebSocket } =
		/** @type {{ WebSocket?: import("./callsign-client.js").WebSocketConstructor }} */ (
			globalThis
		);
	if (WebSocket === undefined) {
		throw new TypeError(
			"There is no WebSocket here (Node has one from version 22 on): pass one as the option WebSocket, such as that of the package ws.",
		);
	}
	return WebSocket;
}
