import type { Socket } from "node:net";
import type { Attack, Findings, Performed, Run, Target } from "../attack.js";
import { answerOfWebhook } from "../company/ways-in.js";
import { againAndAgain, perSecond } from "./pace.js";
import { connection, open, page, strangersAddress } from "./strangers.js";

const silentSockets = 2_000;
/** What a socket says before it falls silent: nothing, or half of a head. */
const beginnings = [
	"",
	"GET /game HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
	"POST /voice HTTP/1.1\r\n",
];

/** Sockets that say nothing or half a head, as many as one address gets; what is closed is opened anew. */
async function stayStill(target: Target, run: Run): Promise<Performed> {
	const sockets = new Set<Socket>();
	let openings = 0;
	await perSecond(1_000, run, () => {
		if (sockets.size >= silentSockets) return;
		const host = openings % 10 === 0 ? 0 : 1;
		const socket = connection(target, strangersAddress(run, host));
		sockets.add(socket);
		socket.once("connect", () => {
			socket.write(beginnings[openings++ % beginnings.length] ?? "");
		});
		socket.once("close", () => sockets.delete(socket));
	});
	return {
		counts: { openings, stayed: sockets.size },
		leave: () => {
			for (const socket of sockets) socket.destroy();
		},
	};
}

const foreignHost = "rebound.example";

/** Requests as a page of another site sends them whose own name was made to point to the server. */
async function rebind(target: Target, run: Run): Promise<Performed> {
	const counts = {
		tried: 0,
		servedPages: 0,
		servedMetrics: 0,
		takenStreams: 0,
	};
	const from = strangersAddress(run, 1);
	const headers = { Host: foreignHost };
	await againAndAgain(run, async () => {
		counts.tried += 1;
		const pages = await Promise.all([
			page(`${target.url}/`, from, headers),
			page(`${target.adminUrl}/`, from, headers),
		]);
		counts.servedPages += pages.filter(({ status }) => status === 200).length;
		const metrics = await page(`${target.adminUrl}/metrics`, from, headers);
		if (metrics.status === 200) counts.servedMetrics += 1;
		const stream = await open(target, "/twilio", from, {
			headers: { ...headers, Origin: `http://${foreignHost}` },
		});
		if ("socket" in stream) {
			counts.takenStreams += 1;
			stream.socket.terminate();
		}
	});
	return { counts, leave: () => {} };
}

const callSid = `CA${"0123456789abcdef".repeat(2)}`;
/** Forms that Twilio would not send, though signed: no caller, no call, or something else in their places. */
const strangeForms: readonly Readonly<Record<string, string>>[] = [
	{ CallSid: callSid, CallStatus: "ringing" },
	{ From: "+15551230001", CallStatus: "ringing" },
	{ From: "+15551230001", CallSid: "", CallStatus: "ringing" },
	{ From: "+15551230001", CallSid: "CA1", CallStatus: "ringing" },
	{
		From: "+15551230001",
		CallSid: `${callSid}${callSid}`,
		CallStatus: "ringing",
	},
	{ From: "not a number", CallSid: callSid, CallStatus: "ringing" },
	{ From: "+1".repeat(200), CallSid: callSid, CallStatus: "ringing" },
];

async function postStrangeForms(target: Target, run: Run): Promise<Performed> {
	const counts = { posted: 0, connected: 0 };
	await againAndAgain(run, async (count) => {
		counts.posted += 1;
		const form = strangeForms[count % strangeForms.length] ?? {};
		const { text } = await answerOfWebhook(target, form);
		if (text.includes("<Stream")) counts.connected += 1;
	});
	return { counts, leave: () => {} };
}

/** Upgrades that are refused: unsigned streams, unknown dialects, paths that there are not. */
async function knock(target: Target, run: Run): Promise<Performed> {
	const counts = { refused: 0 };
	const from = strangersAddress(run, 1);
	const knockOnce = async (count: number) => {
		const opening = await (count % 3 === 0
			? open(target, "/game", from, { protocols: ["callsign.v0"] })
			: open(target, count % 3 === 1 ? "/twilio" : "/no-such-door", from));
		if ("socket" in opening) opening.socket.terminate();
		else counts.refused += 1;
	};
	await Promise.all(
		Array.from({ length: 4 }, () => againAndAgain(run, knockOnce)),
	);
	return { counts, leave: () => {} };
}

/** A few of each kind of refusal in any minute, and one for each call that rings. */
const logLinesAtOnce = 200;
const logLinesPerSecond = 20;

function log({ logLines, seconds }: Findings) {
	return {
		what: "lines in the log",
		measured: logLines,
		atMost: Math.ceil(logLinesAtOnce + logLinesPerSecond * seconds),
	};
}

const none = (what: string, measured: number | undefined) => ({
	what,
	measured: measured ?? Number.NaN,
	atMost: 0,
});

/** What reaches the doors. */
export const doors: readonly Attack[] = [
	{
		name: "silent sockets",
		what: `${silentSockets.toLocaleString("en")} sockets that say nothing, or half a head; a tenth of them from where the honest are.`,
		setting: "small",
		games: 0,
		perform: stayStill,
		bounds: (findings) => [log(findings)],
	},
	{
		name: "strange hosts",
		what: "Requests and streams name a host that is not the server's, as a page does whose name was made to point to it.",
		setting: "unsigned",
		games: 0,
		perform: rebind,
		bounds: (findings) => [
			none("pages that were served", findings.counts.servedPages),
			none("metrics that were served", findings.counts.servedMetrics),
			none("streams that were taken", findings.counts.takenStreams),
			log(findings),
		],
	},
	{
		name: "strange forms",
		what: "Signed forms come to the webhook without a caller or a call of the usual shape.",
		setting: "signed",
		games: 0,
		perform: postStrangeForms,
		bounds: (findings) => [
			none("forms that were connected", findings.counts.connected),
			log(findings),
		],
	},
	{
		name: "refused upgrades",
		what: "Streams without a signature, games of an unknown dialect and upgrades of no path come as fast as they are refused.",
		setting: "signed",
		games: 0,
		perform: knock,
		bounds: (findings) => [log(findings)],
	},
];
