/**
 * Folders of `src/machines` whose files alone are judged, by the tests in the folders of `test/machines` with the same
 * names: `MUTANTS_TESTS`, separated by commas. None means all. A change of what a machine is made of is one for every
 * test to notice, and what some of them notice, all do.
 */
export const foldersJudged: readonly string[] = (
	process.env.MUTANTS_TESTS ?? ""
)
	.split(",")
	.filter((folder) => folder !== "");
