import type { CallAdapterInput } from "../../../src/machines/adapter-contract.js";
import { callMachine } from "../../../src/machines/call/call.js";
import type {
	PhoneFact,
	PhoneOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { speakingMachine } from "../../../src/machines/speaking/speaking.js";
import { AdapterDouble } from "./adapter-double.js";
import { ConversationDouble } from "./conversation-double.js";
import { RecogniserDouble } from "./recogniser-double.js";

/** Doubles of the three adapters of one call, and of its conversations. */
export class CallDoubles {
	readonly phone = new AdapterDouble<PhoneOrder, PhoneFact, CallAdapterInput>();
	readonly recogniser = new RecogniserDouble();
	readonly voice = new AdapterDouble<VoiceOrder, VoiceFact, CallAdapterInput>();

	readonly conversations = new ConversationDouble();

	/** The machine of a call that runs between these doubles. */
	get machine() {
		return callMachine.provide({
			actors: {
				phone: this.phone.logic,
				recogniser: this.recogniser.logic,
				conversation: this.conversations.logic,
				speaking: speakingMachine.provide({
					actors: { voice: this.voice.logic },
				}),
			},
		});
	}
}
