import { defineConfig } from "vitest/config";

/** `npm run attack`: one attack after the other, each against a server of its own. */
export default defineConfig({
	test: {
		include: ["test/**/*.attack.ts"],
		testTimeout: 3_600_000,
		hookTimeout: 60_000,
		fileParallelism: false,
		reporters: ["verbose"],
		disableConsoleIntercept: true,
	},
});
