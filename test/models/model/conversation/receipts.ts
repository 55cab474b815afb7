/** What became of the lines of talks. */
import type { Door } from "../memory.js";
import type { Receipt, Scene } from "../scene.js";
import { mustBeHeard } from "./porter.js";
import {
	change,
	endTalk,
	goOn,
	type Place,
	talkAt,
	tellInTurn,
	tellPorter,
} from "./talking.js";

/** Whoever has said them is told, in order. */
export function receiveAll(scene: Scene): void {
	for (
		let receipt = scene.receipts.shift();
		receipt;
		receipt = scene.receipts.shift()
	) {
		const { caller, of } = receipt;
		if (isOn(scene, receipt.caller, of.door))
			receive({ scene, caller, door: of.door }, receipt);
	}
}

function isOn(scene: Scene, caller: Receipt["caller"], door: Door): boolean {
	const talk = scene.caller(caller).talks[door];
	return talk !== null && talk.is !== "over";
}

function receive(place: Place, receipt: Receipt): void {
	const { line } = receipt.of;
	if (line === "filler") return;
	if (receipt.heard !== "") change(place, { heard: ifCut(receipt) });
	if (line === "reply") {
		receiveReply(place, receipt);
		return;
	}
	const { is } = talkAt(place);
	const isHeard =
		receipt.outcome === "heard" || mustBeHeard(line) || is === "farewell";
	tellInTurn(place, { told: isHeard ? "heard" : "cut", line });
	if (line === "bye" && talkAt(place).is === "farewell")
		endTalk(place, "hung up");
}

function receiveReply(place: Place, { outcome, heard }: Receipt): void {
	const { thought } = talkAt(place);
	if (!thought) return;
	if (outcome === "heard" || thought.move) {
		goOn(place, outcome !== "heard");
		return;
	}
	// Stopped by the game, or never spoken: no turn will tell of it.
	change(place, { thought: null });
	if (outcome === "failed" && heard !== "")
		place.scene.memory.outOfScope = true;
	tellPorter(place, { told: "reply", wasCut: true });
}

/** As a model is told: what was cut ends with a dash. */
function ifCut({ outcome, heard }: Receipt): string {
	return outcome === "heard" ? "" : `${heard} —`;
}
