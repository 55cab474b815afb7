#!/usr/bin/env node
import { processSurroundings } from "../program.js";
import { flowProgram } from "./flow.js";
import { Terminal } from "./talk/terminal.js";

process.exitCode = await flowProgram(process.argv.slice(2), {
	...processSurroundings,
	openTerminal: () => new Terminal(process.stdin, process.stdout, process.env),
});
