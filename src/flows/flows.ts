/** What authors import as `callsign/flows`. */
export type {
	Asked,
	CodeAsked,
	EndAsked,
	Interruptible,
	LineAsked,
	NewsAsked,
	ThoughtAsked,
} from "./asked.js";
export { type FlowSetup, flow, type LineToSay } from "./kit.js";
export { checkFlow, type Refusal, refusalInWords } from "./purity.js";
export {
	legalMoves,
	type MoveInScene,
	type Scene,
	type SceneLine,
	sceneOf,
} from "./scene.js";
export type {
	CallerPressed,
	CallerReturned,
	CallerSaid,
	CallerSilent,
	GameLeft,
	GameTold,
	LineCut,
	LineHeard,
	MindFailed,
	Move,
	ReplyEnded,
	Told,
} from "./told.js";
