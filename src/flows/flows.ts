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
export { flowFromJson, WrongJsonFlow } from "./flow-from-json.js";
export { type FlowSetup, flow, type LineToSay } from "./kit.js";
export type { Law } from "./laws/laws-of-authors.js";
export {
	generalLaws,
	type Proof,
	type ProofOptions,
	prove,
	type Samples,
	type Trouble,
	type Walked,
} from "./prove.js";
export { checkFlow, type Refusal, refusalInWords } from "./purity.js";
export { type ReplayOptions, replay } from "./replay.js";
export {
	legalMoves,
	type MoveInScene,
	type Scene,
	type SceneLine,
	sceneOf,
} from "./scene.js";
export { scriptOf } from "./script.js";
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
export {
	askedIn,
	type Moment,
	type Start,
	type Walk,
	type WalkStep,
} from "./walk.js";
