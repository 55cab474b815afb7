import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import { callMachine } from "../../../src/machines/call/call.js";
import type {
	PhoneFact,
	PhoneOrder,
	RecogniserFact,
	RecogniserOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { AdapterDouble } from "./adapter-double.js";

/** Doubles of the three adapters of one call. */
export class CallDoubles {
	readonly phone = new AdapterDouble<PhoneOrder, PhoneFact, CallAdapterInput>();
	readonly recogniser = new AdapterDouble<
		RecogniserOrder,
		RecogniserFact,
		CallAdapterInput
	>();
	readonly voice = new AdapterDouble<VoiceOrder, VoiceFact, CallAdapterInput>();

	/** The machine of a call that runs between these doubles. */
	get machine() {
		return callMachine.provide({
			actors: {
				phone: this.phone.logic,
				recogniser: this.recogniser.logic,
				voice: this.voice.logic,
			},
		});
	}
}
