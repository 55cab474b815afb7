import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { test } from "vitest";
import { Load } from "./support/load/load.js";
import type { LoadTarget } from "./support/load/load-call.js";
import { LoadDeepgram } from "./support/load/load-deepgram.js";
import { MeteredProcess } from "./support/load/metered-process.js";

const bareRelay = fileURLToPath(
	new URL("./support/bare-relay.mjs", import.meta.url),
);

async function subject(name: string) {
	const deepgram = await LoadDeepgram.start();
	const process =
		name === "server"
			? await MeteredProcess.start({
					DEEPGRAM_API_KEY: "key",
					DEEPGRAM_URL: `${deepgram.url}/listen?encoding=mulaw&sample_rate=8000&interim_results=true`,
					DEEPGRAM_SPEAK_URL: `${deepgram.url}/speak`,
					TWILIO_PHONE_NUMBER: "+15005550006",
				})
			: await MeteredProcess.start(
					{
						DEEPGRAM_URL: `${deepgram.url}/listen`,
						...(name === "batching" && { BATCH_MS: "60" }),
					},
					bareRelay,
				);
	const target: LoadTarget = {
		socketUrl: (path, pair) => process.server.socketUrl(`${path}?pair=${pair}`),
		showsCodes: name === "server",
	};
	return { name, deepgram, process, target };
}

test("proto", async () => {
	for (const count of [100, 400]) {
		const all = [];
		for (const name of ["server", "plain", "batching"]) {
			const s = await subject(name);
			const load = await Load.open(s.target, s.deepgram, count);
			all.push({ ...s, load });
		}
		for (let round = 0; round < 4; round++) {
			for (const { name, process: p, load } of all) {
				load.talk();
				await sleep(1500);
				load.forgetDelays();
				const a = await p.used();
				const ta = load.throughput;
				const ca = process.cpuUsage();
				const t0 = performance.now();
				await sleep(4000);
				const b = await p.used();
				const tb = load.throughput;
				const cb = process.cpuUsage(ca);
				const dt = performance.now() - t0;
				load.fallSilent();
				const secs = (tb.framesArrived - ta.framesArrived) / 50;
				console.log(
					count,
					round,
					name.padEnd(9),
					"cpu/call-s us",
					(((b.cpuMs - a.cpuMs) / secs) * 1000).toFixed(0),
					"core%",
					(((b.cpuMs - a.cpuMs) / dt) * 100).toFixed(0),
					"load core%",
					((cb.user + cb.system) / 10 / dt).toFixed(0),
					"sent",
					tb.framesSent - ta.framesSent,
					"arr",
					tb.framesArrived - ta.framesArrived,
					"texts",
					tb.resultsSent - ta.resultsSent,
					tb.textsArrived - ta.textsArrived,
					"late p99",
					load.lateness.percentile(99),
					"frame p50/p99",
					load.delays.frames.percentile(50),
					load.delays.frames.percentile(99),
					"text",
					load.delays.texts.percentile(50),
					load.delays.texts.percentile(99),
				);
				await sleep(300);
			}
		}
		for (const { process: p, load, deepgram } of all) {
			load.close();
			await p.kill();
			await deepgram.close();
		}
	}
});
