#!/usr/bin/env node
import { fliteVoice } from "../phone/speak.js";
import { conformance } from "./conformance.js";

process.exitCode = await conformance(process.argv.slice(2), {
	environment: process.env,
	print: (text) => process.stdout.write(text),
	complain: (text) => process.stderr.write(text),
	voice: fliteVoice(undefined),
});
