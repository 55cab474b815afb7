#!/usr/bin/env node
import { realTimers } from "./pace.js";
import { phone } from "./phone.js";
import { fliteVoice } from "./speak.js";

const hangUp = new AbortController();
process.once("SIGINT", () => hangUp.abort());
process.once("SIGTERM", () => hangUp.abort());

process.exitCode = await phone(process.argv.slice(2), {
	environment: process.env,
	print: (text) => process.stdout.write(text),
	complain: (text) => process.stderr.write(text),
	voice: fliteVoice,
	timers: realTimers,
	interrupted: hangUp.signal,
});
