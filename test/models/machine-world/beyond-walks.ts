/** Transitions that no walk of the models takes. */

/** No caller, game or Deepgram of the models does this; the recogniser's own tests take each. */
export const onlyByEar = [
	"recogniser.working: words.taken",
	"recogniser.working.link.dialling: ear.opened",
	"recogniser.working.link.dialling: ear.cut",
	"recogniser.working.link.dialling: finish",
	"recogniser.working.link.dialling: xstate.after.late.recogniser.working.link.dialling",
	"recogniser.working.link.open: ear.ended",
	"recogniser.working.link.open: ear.failed",
	"recogniser.working.link.open: ear.cut",
	"recogniser.working.link.down: ear.cut",
	"recogniser.working.link.down.dialling: finish",
	"recogniser.working.link.down.cutOff: finish",
	"recogniser.working.link.down.cutOff: xstate.after.cut.recogniser.working.link.down.cutOff",
	"recogniser.working.link.finishing.opening: ear.opened",
	"recogniser.working.link.finishing.opening: ear.opened",
	"recogniser.working.link.finishing.opening: ear.ended",
	"recogniser.working.link.finishing.opening: ear.ended",
	"recogniser.working.link.finishing.hearing: ear.failed",
	"recogniser.working.link.takingRest: xstate.after.rest.recogniser.working.link.takingRest",
	"recogniser.working.words.settled: ear.complained",
	"recogniser.working.words.asked: words.asked",
	"recogniser.working.words.asked: ear.complained",
	"recogniser.working.words.asked: xstate.after.answerTimeout.recogniser.working.words.asked",
];

/**
 * The speaking tells within a third of a second how a line has ended that is stopped, so that nobody waits a second for it. Where it does
 * not, `test/machines/conversation/conversation-rules.test.ts` takes both of these: it fails if one of them throws.
 */
export const onlyByMuteSpeaking = [
	"conversation.talking.ear.settling: xstate.after.receipts.conversation.talking.ear.settling",
	"conversation.talking.keys.pressed: xstate.after.receipts.conversation.talking.keys.pressed",
];

/** Rare even for rare walks. `test/machines/call/call-answered.test.ts` takes the first, `conversation-rules.test.ts` the second. */
export const onlyByOwnTests = [
	"call.answered.frontDoor: key.pressed",
	"conversation.over: *",
];
