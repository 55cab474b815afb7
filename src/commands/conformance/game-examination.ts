import type { Guest } from "./guest.js";
import type { GameOptions } from "./options.js";
import { PlainExamination } from "./plain-examination.js";
import type { Report } from "./report.js";
import { StandIn } from "./stand-in.js";
import { expect, judge } from "./statement.js";
import { TypedExamination } from "./typed-examination.js";

/** Far longer than anyone takes to start a game: as long as a timer can be. */
const untilAGameComes = 2 ** 31 - 1;

/** Waits for a game, and plays the server to it. `whenReady` is told where. */
export async function examineGame(
	{ port, dialect, patienceMs }: GameOptions,
	report: Report,
	whenReady: (url: string) => void,
): Promise<void> {
	const standIn = await StandIn.listen(port, patienceMs);
	try {
		whenReady(standIn.url);
		const guest = await standIn.guest(untilAGameComes);
		report.head("The dialect");
		const says = dialectStatements[dialect ?? "either"];
		report.add(await judge(says, () => checkDialect(guest, dialect)));
		await (guest.isTyped
			? new TypedExamination(standIn, report, patienceMs, guest).run()
			: new PlainExamination(guest, report, patienceMs).run());
	} finally {
		standIn.close();
	}
}

const dialectStatements = {
	typed: "it offers the subprotocol callsign.v1",
	plain: "it offers no subprotocol: it speaks the plain dialect",
	either: "it offers the subprotocol callsign.v1, or none at all",
} as const;

function checkDialect(
	{ isTyped, request }: Guest,
	dialect: GameOptions["dialect"],
): void {
	const offer = request.headers["sec-websocket-protocol"];
	expect(
		isTyped || offer === undefined,
		`it offers ${offer}, which no server speaks`,
	);
	expect(
		dialect === undefined || (dialect === "typed") === isTyped,
		offer === undefined ? "it offers no subprotocol" : `it offers ${offer}`,
	);
}
