import { defineConfig } from "vitest/config";

/** Writes `test/mutants/mutants.md`: `npm run mutants:page`, which `npm run mutants` ends with. */
export default defineConfig({
	test: {
		include: ["test/mutants/write-page.ts"],
		reporters: ["dot"],
		disableConsoleIntercept: true,
	},
});
