import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/** The names that start with `process_` and `nodejs_` are those that other programs use. */
export interface ProcessMetrics {
	close(): void;
}

const resolutionMs = 10;
const quantiles = [0.5, 0.9, 0.99] as const;

/** Measures the process from now until closed. */
export function measureProcess(registry: Registry): ProcessMetrics {
	const registers = [registry];
	new Counter({
		name: "process_cpu_seconds_total",
		help: "User and system CPU time.",
		registers,
		collect() {
			const { user, system } = process.cpuUsage();
			this.reset();
			this.inc((user + system) / 1e6);
		},
	});
	gauge(registry, "process_resident_memory_bytes", "Resident memory.", () =>
		process.memoryUsage.rss(),
	);
	gauge(
		registry,
		"nodejs_heap_size_used_bytes",
		"JavaScript heap in use.",
		() => process.memoryUsage().heapUsed,
	);
	const beganAt = Date.now() / 1000 - process.uptime();
	gauge(
		registry,
		"process_start_time_seconds",
		"When the process began, in seconds since 1970.",
		() => beganAt,
	);
	return measureEventLoop(registry);
}

/** Node measures how late a timer of 10 ms comes, outside of JavaScript. */
function measureEventLoop(registry: Registry): ProcessMetrics {
	const delays = monitorEventLoopDelay({ resolution: resolutionMs });
	delays.enable();
	new Gauge({
		name: "callsign_event_loop_delay_seconds",
		help: "How late the event loop came to a timer, since this was last asked; the quantile 1 is the worst.",
		labelNames: ["quantile"],
		registers: [registry],
		collect() {
			for (const quantile of quantiles)
				this.set({ quantile }, late(delays.percentile(100 * quantile)));
			this.set({ quantile: 1 }, late(delays.max));
			delays.reset();
		},
	});
	return { close: () => void delays.disable() };
}

/** Node's figures are nanoseconds from one timer to the next. */
function late(nanoseconds: number): number {
	return Math.max(0, nanoseconds / 1e9 - resolutionMs / 1000);
}

function gauge(
	registry: Registry,
	name: string,
	help: string,
	value: () => number,
): void {
	new Gauge({
		name,
		help,
		registers: [registry],
		collect() {
			this.set(value());
		},
	});
}
