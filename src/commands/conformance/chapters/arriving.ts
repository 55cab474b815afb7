import { callsignProtocol } from "../../../protocol/callsign-v1.js";
import { closings } from "../../../protocol/game-errors.js";
import { Unchecked } from "../inbox.js";
import { Refused } from "../played-game.js";
import { shown } from "../report.js";
import type { Stage } from "../stage.js";
import { type Chapter, expect } from "../statement.js";

/** How a game is let in, or not. */
export const arriving: Chapter = {
	title: "Arriving with callsign.v1",
	statements: [
		{
			says: "the subprotocol callsign.v1 is agreed on, also among others",
			check: async (bench) => {
				const end = await bench.open(["other.v9", callsignProtocol]);
				const { protocol } = end.socket;
				expect(
					protocol === callsignProtocol,
					`the server chose ${shown(protocol)}`,
				);
			},
		},
		{
			says: "a game that offers only other subprotocols is refused with 400",
			check: async (bench) => {
				const refusal = await bench.open(["other.v9"]).then(
					() => undefined,
					(error: unknown) => error,
				);
				expect(refusal instanceof Refused, "it was let in");
				expect(refusal.status === 400, refusal.message);
			},
		},
		{
			says: "the welcome comes first: a new session, no event so far, one caller",
			check: async (bench) => {
				const { welcome } = await bench.join();
				const { resumed, lastSeq, callers } = welcome;
				const fits = !resumed && lastSeq === 0 && callers === 1;
				expect(fits, `it was ${shown({ resumed, lastSeq, callers })}`);
				for (const field of ["session", "code", "resumeToken"] as const)
					expect(welcome[field] !== "", `its ${field} is empty`);
			},
		},
		{
			says: "two games have different sessions, codes and tokens",
			check: async (bench) => {
				const one = (await bench.join()).welcome;
				const other = (await bench.join()).welcome;
				for (const field of ["session", "code", "resumeToken"] as const)
					expect(one[field] !== other[field], `both have the same ${field}`);
			},
		},
		...[1, 2, 16].map((callers) => ({
			says: `callers=${callers} is granted`,
			check: async (bench: Stage) => {
				const { welcome } = await bench.join({ callers });
				expect(
					welcome.callers === callers,
					`the welcome says ${welcome.callers}`,
				);
			},
		})),
		...["0", "17", "1.5", "-1", "two", ""].map((callers) => ({
			says: `callers=${callers} is refused with 1008 and a reason that names it`,
			check: async (bench: Stage) => {
				const end = await bench.openTyped({ callers });
				const { code, reason } = await end.closed();
				expect(code === closings.policy.code, `it was closed with ${code}`);
				expect(/callers/.test(reason), `the reason is ${shown(reason)}`);
			},
		})),
		{
			says: "fields of the query that nobody knows are ignored",
			check: async (bench) => void (await bench.join({ novelty: "1" })),
		},
		{
			says: "where the server asks for a key, a game without it or with a wrong one is closed with 4401",
			check: async (bench) => {
				if (bench.subject.key === undefined)
					throw new Unchecked(
						"needs a server with keys, and one of them: --key",
					);
				for (const key of ["", "wrong"]) {
					const end = await bench.openTyped({ key });
					const { code } = await end.closed();
					expect(
						code === closings.keyWrong.code,
						`with the key ${shown(key)} it was closed with ${code}`,
					);
				}
			},
		},
	],
};
