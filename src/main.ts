/** The server as a process: settings from the environment, its log, and the signals that drain it. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createLog } from "./log.js";
import { startServer } from "./server.js";
import { readConfig } from "./settings/config.js";

async function runAsProcess(): Promise<void> {
	const reading = readConfig(process.env);
	if ("problems" in reading) {
		process.stderr.write(`${reading.problems.join("\n")}\n`);
		process.exit(2);
	}
	const log = createLog(reading.config.logLevel);
	// The last resort: whatever slips through ends no call but the one it concerns.
	process.on("uncaughtException", (error) =>
		log.error({ err: error }, "unexpected error"),
	);
	const server = await startServer(reading.config, {
		log,
		collectGarbage: garbageCollection(),
	});
	let isStopping = false;
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.on(signal, () => {
			if (isStopping) process.exit(1);
			isStopping = true;
			void server.drain().then(() => process.exit(0));
		});
	}
}

/** V8's own; it shows it only to a context that is made after this flag is set (`node --v8-options`). */
function garbageCollection(): () => void {
	setFlagsFromString("--expose-gc");
	const collect: () => void = runInNewContext("gc");
	return () => {
		collect();
		// What finalizers have let go of is garbage only now.
		setImmediate(collect);
	};
}

runAsProcess().catch((error: Error) => {
	process.stderr.write(`Callsign cannot start: ${error.message}\n`);
	process.exit(1);
});
