#!/usr/bin/env node
import { processSurroundings } from "../program.js";
import { flowProgram } from "./flow.js";

process.exitCode = await flowProgram(
	process.argv.slice(2),
	processSurroundings,
);
