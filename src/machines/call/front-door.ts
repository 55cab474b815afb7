/** What is done as a caller comes back to the character that has answered the call, and when that one is no more. */
import type { ConversationFromCall } from "../conversation/conversation-input.js";
import type { EventOf } from "./guards.js";

export const tellFrontDoor = {
	type: "tellFrontDoor",
	params: ({ event }: { event: ConversationFromCall }) => event,
} as const;

/** The same as the speaking has done with it what it does. */
export const clearFloorForFrontDoor = {
	type: "tellFrontDoor",
	params: { type: "floor.cleared" },
} as const;

/** The caller comes back: from a code that was none, or from a game that has left. */
export function returned<const Why extends "noCode" | "gameLeft">(why: Why) {
	return [
		"forgetNextCode",
		{ type: "takeBackToFrontDoor", params: { why } },
	] as const;
}

const ofOver = ({ event }: { event: EventOf<"conversation.over"> }) => event;

/** The flow that answered the call is over. */
export const frontDoorOver = {
	type: "noteFrontDoorOver",
	params: ofOver,
} as const;

/** It has ended the call. */
export const frontDoorHungUp = {
	guard: { type: "hasFrontDoorHungUp", params: ofOver },
	target: "#call.ended",
	actions: [
		{ type: "endBecause", params: { reason: "character hung up" } },
		frontDoorOver,
	],
} as const;
