import { defineConfig } from "vitest/config";

/** Random walks without an end: `npm run soak:model`. */
export default defineConfig({
	test: {
		include: ["test/models/soak.ts"],
		testTimeout: 2 ** 31 - 1,
		disableConsoleIntercept: true,
	},
});
