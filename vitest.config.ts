import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
	// Examples import the kit as authors do, here from the source.
	resolve: {
		alias: {
			"callsign/flows": new URL("src/flows/flows.ts", import.meta.url).pathname,
		},
	},
	test: {
		include: ["test/**/*.test.ts"],
		setupFiles: ["test/support/leaks/nothing-for-the-stopped.ts"],
		testTimeout: 15_000,
		hookTimeout: 15_000,
		restoreMocks: true,
		// By itself vitest leaves one of two cores idle.
		maxWorkers: Math.max(2, availableParallelism() - 1),
	},
});
