/** `npm run mutants`; how some files alone are judged by some tests is told in `test/README.md`. */
export default {
	testRunner: "vitest",
	plugins: ["@stryker-mutator/vitest-runner"],
	// The test that every file loads imports them by their names, so that it is related to none.
	vitest: { configFile: "vitest.mutants.config.ts", related: false },
	mutate: ["src/machines/**/*.ts"],
	coverageAnalysis: "perTest",
	concurrency: Number(process.env.MUTANTS_AT_ONCE ?? 2),
	// What neither a change of the code nor of the tests can have moved is not measured again.
	incremental: true,
	incrementalFile: ".stryker/incremental.json",
	reporters: ["progress-append-only", "json"],
	jsonReporter: { fileName: ".stryker/report.json" },
	tempDirName: ".stryker-tmp",
	ignorePatterns: ["clients", "docs", "operations"],
	// A busy machine is not to be taken for tests that do not end.
	timeoutMS: 15_000,
	disableTypeChecks: false,
	allowConsoleColors: false,
};
