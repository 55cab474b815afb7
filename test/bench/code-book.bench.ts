import { expect, test } from "vitest";
import {
	measureIssuing,
	measureSearching,
} from "../support/bench/issuing-cost.js";
import { writeSection } from "../support/bench/results-page.js";

test("issuing a code at 10,000 live games", () => {
	const { issueUs, controlUs } = measureIssuing();
	const searchUs = measureSearching();
	const text = `With 10,000 live codes and as many at rest as may be, issuing one takes ${issueUs.toFixed(1)} µs (the bar is 50); a random number in a plain map takes ${controlUs.toFixed(1)} µs. With 20,000 live ones (the default of \`MAX_GAMES\`), which hold nearly every run of four digits, a code of four digits that is searched for takes ${searchUs.toFixed(0)} µs (the bar is 1,000).`;
	writeSection("Issuing codes", [text]);
	process.stdout.write(`\n${text}\n`);
	expect(issueUs).toBeLessThan(50);
	expect(searchUs).toBeLessThan(1_000);
});
