import { adapterLogic } from "../../../src/adapters/adapter-logic.js";
import type {
	CallAdapterInput,
	GameAdapterInput,
} from "../../../src/machines/adapter-contract.js";
import { callMachine } from "../../../src/machines/call/call.js";
import { conversationMachine } from "../../../src/machines/conversation/conversation.js";
import type {
	MindFact,
	MindOrder,
} from "../../../src/machines/conversation/mind.js";
import { coordinatorMachine } from "../../../src/machines/coordinator/coordinator.js";
import type {
	GameSocketFact,
	GameSocketOrder,
	PhoneFact,
	PhoneOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { gameMachine } from "../../../src/machines/game/game.js";
import { presenceMachine } from "../../../src/machines/game/presence.js";
import type {
	EarFact,
	EarOrder,
} from "../../../src/machines/recogniser/ear-events.js";
import { recogniserMachine } from "../../../src/machines/recogniser/recogniser.js";
import { speakingMachine } from "../../../src/machines/speaking/speaking.js";
import { policyTimes } from "../policy.js";
import { callDoubles } from "./call-double.js";
import { gameDoubles } from "./game-double.js";

const recogniser = recogniserMachine.provide({
	actors: {
		ear: adapterLogic<EarOrder, EarFact, CallAdapterInput>(({ callId }, tell) =>
			callDoubles.of(callId).ear(tell),
		),
	},
	delays: {
		lastWords: policyTimes.lastWordsMs,
		turnPause: ({ context }) => callDoubles.of(context.callId).turnPauseMs,
	},
});

const speaking = speakingMachine.provide({
	actors: {
		voice: adapterLogic<VoiceOrder, VoiceFact, CallAdapterInput>(
			({ callId }, tell) => callDoubles.of(callId).voice(tell),
		),
	},
});

const conversation = conversationMachine.provide({
	actors: {
		mind: adapterLogic<MindOrder, MindFact, CallAdapterInput>(
			({ callId }, tell, fail) =>
				callDoubles.of(callId).mind.adapter(tell, fail),
		),
	},
});

/** The machines of all these worlds: one object each, so that their transitions can be told apart. */
export const machines = {
	speaking,
	conversation,
	coordinator: coordinatorMachine,
	recogniser,
	call: callMachine.provide({
		actors: {
			phone: adapterLogic<PhoneOrder, PhoneFact, CallAdapterInput>(
				({ callId }, tell, fail) => callDoubles.of(callId).phone(tell, fail),
			),
			recogniser,
			speaking,
			conversation,
		},
	}),
	game: gameMachine.provide({
		actors: {
			socket: adapterLogic<GameSocketOrder, GameSocketFact, GameAdapterInput>(
				({ gameId }, tell, fail) => gameDoubles.of(gameId).socket(tell, fail),
			),
		},
	}),
	/** Each game runs this very object as its child. */
	presence: presenceMachine,
};
