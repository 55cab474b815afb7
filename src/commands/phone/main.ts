#!/usr/bin/env node
import { processSurroundings } from "../program.js";
import { realTimers } from "./pace.js";
import { phone } from "./phone.js";
import { fliteVoice } from "./speak.js";

const hangUp = new AbortController();
process.once("SIGINT", () => hangUp.abort());
process.once("SIGTERM", () => hangUp.abort());

process.exitCode = await phone(process.argv.slice(2), {
	...processSurroundings,
	voice: fliteVoice,
	timers: realTimers,
	interrupted: hangUp.signal,
});
