/** A request that is wrong, as the bytes that come over a connection. */
export interface MalformedHttp {
	readonly wire: "http";
	readonly name: string;
	readonly bytes: Buffer;
}

const form = "application/x-www-form-urlencoded";
const upgradeHeaders: Readonly<Record<string, string>> = {
	Host: "127.0.0.1",
	Connection: "Upgrade",
	Upgrade: "websocket",
	"Sec-WebSocket-Version": "13",
	"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Everything wrong that may come to `/voice`, to the sockets' paths, and to no path at all. */
export const malformedHttp: readonly MalformedHttp[] = [
	...voice(),
	...upgrades(),
	...targets(),
	...lines(),
].map(([name, bytes]) => ({
	wire: "http",
	name,
	bytes: typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes,
}));

type Named = readonly (readonly [string, string | Buffer])[];

function voice(): Named {
	const bodies: Readonly<Record<string, string>> = {
		"no body": "",
		"no field that is known": "a=b&c=d",
		"a CallSid that is empty": "CallSid=&From=",
		"a CallSid of 10,000 letters": `CallSid=${"C".repeat(10_000)}`,
		"a CallSid with markup":
			"CallSid=%3C%2FResponse%3E&From=%22%3E%3CHangup%2F%3E",
		"a CallSid with line ends": "CallSid=CA1%0D%0ASet-Cookie:%20x&From=%00%01",
		"a CallSid many times": "CallSid=CA1&".repeat(1000),
		"percents that mean nothing": "CallSid=%&From=%zz&To=%e2%82",
		"bytes that are no UTF-8": "CallSid=%ff%fe&From=\xff\xfe",
		"half a character": "CallSid=%ed%a0%80&From=%ed%b0%80&%ed%a0%bd=1",
		"half a character in bytes": "CallSid=CA\xed\xa0\xbd&From=\xed\xb0\x80",
		"a CallSid that is cut in a character": `CallSid=${"C".repeat(63)}%F0%9F%8E%89`,
		"a prototype": "__proto__=1&constructor=2&__proto__[CallSid]=CA1",
		"JSON in place of a form": '{"CallSid":"CA1","From":"+15005550006"}',
		"10,000 fields": "f=1&".repeat(10_000),
		"more than the limit": `From=${"1".repeat(100_000)}`,
		"a megabyte": "x".repeat(1_000_000),
	};
	const kinds = ["text/plain", "application/json", "multipart/form-data", ";;"];
	return [
		...Object.entries(bodies).map(
			([name, body]) => [`/voice: ${name}`, post(body)] as const,
		),
		...kinds.map(
			(kind) =>
				[`/voice: a body of ${kind}`, post("CallSid=CA1", { kind })] as const,
		),
		...["GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"].map(
			(method) => [`/voice: ${method}`, request(method, "/voice")] as const,
		),
		[
			"/try-it/speech: half a character",
			`${request("POST", "/try-it/speech", {
				Origin: "http://127.0.0.1",
				"Content-Length": "3",
			})}\xed\xa0\xbd`,
		],
		["/voice: a body shorter than it says", post("CallSid", { length: "999" })],
		[
			"/voice: a body longer than it says",
			post("CallSid=CA1", { length: "3" }),
		],
		["/voice: a length that is no number", post("a=b", { length: "ten" })],
		["/voice: a negative length", post("a=b", { length: "-1" })],
		["/voice: an endless length", post("a=b", { length: "9".repeat(30) })],
		["/voice: two lengths", post("a=b", { more: { "content-length": "7" } })],
		[
			"/voice: a length and chunks",
			post("3\r\na=b\r\n0\r\n\r\n", {
				more: { "Transfer-Encoding": "chunked" },
			}),
		],
		["/voice: chunks that are none", chunked("zz\r\nhello\r\n")],
		["/voice: a chunk beyond all numbers", chunked("ffffffffffffffffff\r\n")],
		["/voice: chunks that never end", chunked("3\r\na=b\r\n")],
		[
			"/voice: a wrong signature",
			post("CallSid=CA1", { more: { "X-Twilio-Signature": "AAAA" } }),
		],
		[
			"/voice: a signature of 7,000 letters",
			post("CallSid=CA1", { more: { "X-Twilio-Signature": "A".repeat(7000) } }),
		],
	];
}

function upgrades(): Named {
	const changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
		"no key": { "Sec-WebSocket-Key": "" },
		"a key that is too short": { "Sec-WebSocket-Key": "AAAA" },
		"a key that is no base64": { "Sec-WebSocket-Key": "!".repeat(24) },
		"an old version": { "Sec-WebSocket-Version": "8" },
		"a version that is none": { "Sec-WebSocket-Version": "thirteen" },
		"another protocol": { Upgrade: "h2c" },
		"no upgrade in Connection": { Connection: "close" },
		"an unknown subprotocol": { "Sec-WebSocket-Protocol": "callsign.v99" },
		"an empty subprotocol": { "Sec-WebSocket-Protocol": "" },
		"a subprotocol twice": { "Sec-WebSocket-Protocol": "a, a" },
		"commas for subprotocols": { "Sec-WebSocket-Protocol": ",,, ,," },
		"a subprotocol with odd signs": { "Sec-WebSocket-Protocol": 'a"b(c)' },
		"the prototype as a subprotocol": { "Sec-WebSocket-Protocol": "__proto__" },
		"500 subprotocols": {
			"Sec-WebSocket-Protocol": Array.from(
				{ length: 500 },
				(_, n) => `p${n}`,
			).join(", "),
		},
		"extensions that are none": {
			"Sec-WebSocket-Extensions": "permessage-x; =;",
		},
		"a window that is too large": {
			"Sec-WebSocket-Extensions":
				"permessage-deflate; client_max_window_bits=99",
		},
		"an empty bearer": { Authorization: "Bearer" },
		"a bearer of 7,000 letters": {
			Authorization: `Bearer ${"k".repeat(7000)}`,
		},
		"bytes beyond ASCII": { Authorization: "Bearer \xff\xfe", Cookie: "\xff" },
		"a wrong signature": { "X-Twilio-Signature": "AAAA" },
		"a strange origin": { Origin: "null" },
		"half a character in every header": {
			"Sec-WebSocket-Protocol": "callsign.v1\xed\xa0\xbd",
			Authorization: "Bearer \xed\xa0\xbd",
			"X-Twilio-Signature": "\xed\xa0\xbd",
			Origin: "http://\xed\xa0\xbd",
		},
	};
	const queries: Readonly<Record<string, string>> = {
		"a callers count that is none": "?callers=NaN",
		"a callers count beyond all": "?callers=1e999&callers=-1&callers=",
		"a token that is none": "?resume=%00&after=-1",
		"a sequence beyond all": "?resume=x&after=99999999999999999999",
		"percents that mean nothing": "?%&=%zz&key=%ff",
		"a prototype": "?__proto__=1&constructor=x&toString=",
		"half a character in a key": "?key=%ed%a0%bd",
		"half a character in a token": "?resume=%ed%a0%bd.x&after=%ed%b0%80",
		"half a character in a count": "?callers=%ed%a0%bd&%ed%a0%bd=1",
		"a key of 7,000 letters": `?key=${"k".repeat(7000)}`,
		"1,000 fields": `?${"a=b&".repeat(1000)}`,
	};
	return ["/game", "/twilio"].flatMap(
		(path): Named => [
			...Object.entries(changes).map(
				([name, headers]) =>
					[`${path}: ${name}`, upgrade(path, headers)] as const,
			),
			...Object.entries(queries).map(
				([name, query]) => [`${path}: ${name}`, upgrade(path + query)] as const,
			),
			[`${path}: a POST that upgrades`, upgrade(path, {}, "POST")],
			[`${path}: no upgrade at all`, request("GET", path)],
		],
	);
}

function targets(): Named {
	const paths: Readonly<Record<string, string>> = {
		"a path that nobody has": "/nowhere",
		"no path": "",
		"a star": "*",
		"a whole address": "http://elsewhere.test/game",
		"a path up and away": "/../../etc/passwd",
		"the same in percents": "/%2e%2e/%2e%2e/etc/passwd",
		"a NUL in percents": "/game%00",
		"percents that mean nothing": "/%zz%",
		"two slashes": "//game",
		"a slash at the end": "/game/",
		"another case": "/GAME",
		"the prototype": "/__proto__",
		"a constructor": "/constructor?constructor",
		"a path of 14,000 letters": `/${"p".repeat(14_000)}`,
		"a fragment": "/game#x",
		"only a question": "?",
		"bytes beyond ASCII": "/\xff\xfe",
		"half a character in percents": "/game%ed%a0%bd",
		"half a character in bytes": "/game\xed\xa0\xbd",
	};
	return Object.entries(paths).flatMap(([name, path]) => [
		[`${name}, asked for`, request("GET", path)] as const,
		[`${name}, upgraded`, upgrade(path)] as const,
	]);
}

function lines(): Named {
	return [
		["nothing at all", ""],
		["a line end", "\r\n\r\n"],
		["words", "four two seven one\r\n\r\n"],
		["an unknown method", request("SHOUT", "/game")],
		["an unknown version", "GET /game HTTP/9.9\r\nHost: x\r\n\r\n"],
		["no version", "GET /game\r\n\r\n"],
		["no host", "GET /healthz HTTP/1.1\r\n\r\n"],
		["two hosts", "GET /game HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
		["a header without a colon", "GET / HTTP/1.1\r\nHost: x\r\nodd\r\n\r\n"],
		["a header without a name", "GET / HTTP/1.1\r\nHost: x\r\n: odd\r\n\r\n"],
		["a NUL in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"],
		["a folded header", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"],
		[
			"headers beyond the limit",
			`GET / HTTP/1.1\r\nHost: x\r\nA: ${"a".repeat(40_000)}\r\n\r\n`,
		],
		[
			"5,000 headers",
			`GET / HTTP/1.1\r\nHost: x\r\n${"A: b\r\n".repeat(5000)}\r\n`,
		],
		["headers that never end", "GET / HTTP/1.1\r\nHost: x\r\nA: b"],
		["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
		["a TLS greeting", Buffer.from("16030100c8010000c40303", "hex")],
		[
			"noise",
			Buffer.from(Array.from({ length: 2000 }, (_, n) => (n * 97) % 256)),
		],
		["two requests at once", request("GET", "/healthz").repeat(2)],
		["an expectation", request("POST", "/voice", { Expect: "the-impossible" })],
		["a tunnel", "CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: x\r\n\r\n"],
	];
}

function request(
	method: string,
	target: string,
	headers: Readonly<Record<string, string>> = {},
): string {
	const all = { Host: "127.0.0.1", ...headers };
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	return `${[`${method} ${target} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n`;
}

function upgrade(
	target: string,
	headers: Readonly<Record<string, string>> = {},
	method = "GET",
): string {
	return request(method, target, { ...upgradeHeaders, ...headers });
}

function post(
	body: string,
	{
		kind = form,
		length = String(body.length),
		more = {} as Readonly<Record<string, string>>,
	} = {},
): string {
	const headers = { "Content-Type": kind, "Content-Length": length, ...more };
	return request("POST", "/voice", headers) + body;
}

function chunked(body: string): string {
	const headers = { "Content-Type": form, "Transfer-Encoding": "chunked" };
	return request("POST", "/voice", headers) + body;
}
