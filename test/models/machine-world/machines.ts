import { adapterLogic } from "../../../src/adapters/adapter-logic.js";
import type {
	CallAdapterInput,
	GameAdapterInput,
} from "../../../src/machines/adapter-contract.js";
import { callMachine } from "../../../src/machines/call/call.js";
import type {
	GameSocketFact,
	GameSocketOrder,
	PhoneFact,
	PhoneOrder,
	RecogniserFact,
	RecogniserOrder,
	VoiceFact,
	VoiceOrder,
} from "../../../src/machines/events.js";
import { gameMachine } from "../../../src/machines/game/game.js";
import { presenceMachine } from "../../../src/machines/game/presence.js";
import { callDoubles } from "./call-double.js";
import { gameDoubles } from "./game-double.js";

/** The machines of all these worlds: one object each, so that their transitions can be told apart. */
export const machines = {
	call: callMachine.provide({
		actors: {
			phone: adapterLogic<PhoneOrder, PhoneFact, CallAdapterInput>(
				({ callId }, tell, fail) => callDoubles.of(callId).phone(tell, fail),
			),
			recogniser: adapterLogic<
				RecogniserOrder,
				RecogniserFact,
				CallAdapterInput
			>(({ callId }, tell) => callDoubles.of(callId).ear(tell)),
			voice: adapterLogic<VoiceOrder, VoiceFact, CallAdapterInput>(
				({ callId }, tell) => callDoubles.of(callId).voice(tell),
			),
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
