/**
 * Loaded into a process that is measured, by `node --import`: on SIGUSR2 it tells what the process has
 * used so far, as a log line; on SIGHUP the same, after everything that is garbage was collected.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

process.on("SIGUSR2", tell);
process.on("SIGHUP", () => {
	collectGarbage();
	// What finalizers have let go of is garbage only now.
	setImmediate(() => {
		collectGarbage();
		tell();
	});
});

function tell() {
	const { user, system } = process.cpuUsage();
	const { rss, heapUsed, external } = process.memoryUsage();
	const used = { cpuMs: (user + system) / 1000, rss, heapUsed, external };
	process.stdout.write(
		`${JSON.stringify({ level: 30, msg: "used", ...used })}\n`,
	);
}
