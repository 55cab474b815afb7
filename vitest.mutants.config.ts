import { defineConfig } from "vitest/config";

/** The tests that judge mutants of `src/machines`: those that run no sockets. */
export default defineConfig({
	test: {
		include: ["test/machines/**/*.test.ts", "test/models/machines.test.ts"],
		testTimeout: 60_000,
	},
});
