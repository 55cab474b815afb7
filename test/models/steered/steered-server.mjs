/** The built server in a process of its own, steered by messages of its parent. Run by `built-server.ts`. */
import { pino } from "pino";
import { SimulatedClock } from "xstate";
import { startServer } from "../../../dist/server.js";
import { readConfig } from "../../../dist/settings/config.js";
import { factCount, steering } from "./steering.mjs";

const reading = readConfig(process.env);
if ("problems" in reading) throw new Error(reading.problems.join("\n"));

let away = 0;
const write = (line) => {
	if (JSON.parse(line).msg === "game away") away += 1;
};
const clock = new SimulatedClock();
const log = pino({ level: "info" }, { write });
const facts = factCount();
// Whoever watches every event slows the server down.
const watching = process.env.FLOWS ? { inspect: facts.inspect } : {};
const server = await startServer(reading.config, { log, clock, ...watching });
const steer = steering({ server, clock, gamesAway: () => away, facts });

process.on("message", ({ id, name, args }) => {
	process.send?.({ id, answer: steer[name](...args) });
});
process.on("disconnect", () => process.exit());
process.send?.({ url: server.url });
