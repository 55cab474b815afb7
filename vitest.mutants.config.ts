import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { foldersJudged } from "./test/mutants/folders.js";

/** Whole corpora and properties: what a quicker test notices need not get so far. */
const slow =
	/(code-corpus|code-properties|code-book|sounds-alike|unfit-codes)\.test\.ts$/;

/** The one that notices when a file does not load. The others then have no test that could fail, and end the run. */
const loads = /every-file\.test\.ts$/;

class QuickFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]) {
		const place = ({ moduleId }: TestSpecification) =>
			+slow.test(moduleId) - +loads.test(moduleId);
		return [...files].sort((one, other) => place(one) - place(other));
	}
}

/** The tests that judge mutants of `src/machines`: its own, each of which takes milliseconds. */
export default defineConfig({
	test: {
		include:
			foldersJudged.length === 0
				? ["test/machines/**/*.test.ts"]
				: ["", ...foldersJudged.map((folder) => `${folder}/**/`)].map(
						(folder) => `test/machines/${folder}*.test.ts`,
					),
		env: { FEWER_PROPERTY_RUNS: "true" },
		sequence: { sequencer: QuickFirst },
		testTimeout: 15_000,
	},
});
