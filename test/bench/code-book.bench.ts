import { expect, test } from "vitest";
import { measureIssuing } from "../support/bench/issuing-cost.js";
import { writeSection } from "../support/bench/results-page.js";

test("issuing a code at 10,000 live games", () => {
	const { issueUs, controlUs } = measureIssuing();
	const text = `With 10,000 live codes and 10,000 at rest, issuing one takes ${issueUs.toFixed(1)} µs (the bar is 50); a random number in a plain map takes ${controlUs.toFixed(1)} µs.`;
	writeSection("Issuing codes", [text]);
	process.stdout.write(`\n${text}\n`);
	expect(issueUs).toBeLessThan(50);
});
