import { arriving } from "./chapters/arriving.js";
import { badMessages } from "./chapters/bad-messages.js";
import { calls } from "./chapters/calls.js";
import { conversing } from "./chapters/conversing.js";
import { heardWords } from "./chapters/heard-words.js";
import { interrupting } from "./chapters/interrupting.js";
import { limits } from "./chapters/limits.js";
import { plainGames } from "./chapters/plain-games.js";
import { resuming } from "./chapters/resuming.js";
import { speaking } from "./chapters/speaking.js";
import { streaming } from "./chapters/streaming.js";
import { turns } from "./chapters/turns.js";
import type { Report } from "./report.js";
import { Stage, type Subject } from "./stage.js";
import { type Chapter, examine } from "./statement.js";

/** Everything that can be checked of a server from outside. */
export const chapters: readonly Chapter[] = [
	arriving,
	badMessages,
	limits,
	resuming,
	calls,
	speaking,
	streaming,
	heardWords,
	interrupting,
	turns,
	conversing,
	plainGames,
];

/** Checks the statements with these words in them, or all, one after the other. */
export async function examineServer(
	subject: Subject,
	report: Report,
	only = "",
): Promise<void> {
	const bench = new Stage(subject);
	for (const { title, statements, needs } of chapters) {
		const chosen = statements.filter(({ says }) =>
			`${title}: ${says}`.includes(only),
		);
		if (chosen.length === 0) continue;
		report.head(title);
		if (needs?.isMissing(subject)) {
			const statement = `all ${chosen.length} statements about it`;
			report.add({ statement, result: "unchecked", why: needs.why });
			continue;
		}
		for (const statement of chosen) report.add(await examine(statement, bench));
	}
}
