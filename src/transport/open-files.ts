import { readFileSync } from "node:fs";

/** How many files and sockets this process may have open, as far as the system tells (Linux, proc(5)). */
export function maxOpenFiles(): number {
	try {
		const limits = readFileSync("/proc/self/limits", "utf8");
		const [, max] = /^Max open files +(\d+)/m.exec(limits) ?? [];
		return max === undefined ? Number.POSITIVE_INFINITY : Number(max);
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}
