#!/usr/bin/env node
import { fliteVoice } from "../phone/speak.js";
import { processSurroundings } from "../program.js";
import { conformance } from "./conformance.js";

process.exitCode = await conformance(process.argv.slice(2), {
	...processSurroundings,
	voice: fliteVoice(undefined),
});
