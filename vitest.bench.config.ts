import { defineConfig } from "vitest/config";

/** `npm run bench`: one file after the other, each alone in a process of its own. */
export default defineConfig({
	test: {
		include: ["test/**/*.bench.ts"],
		testTimeout: 1_200_000,
		hookTimeout: 1_200_000,
		fileParallelism: false,
		reporters: ["verbose"],
		disableConsoleIntercept: true,
	},
});
