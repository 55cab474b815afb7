import type { AnyStateMachine } from "xstate";
import type { Scene } from "./flows/scene.js";
import type { CallActor } from "./machines/call/call.js";
import type { ConversationActor } from "./machines/conversation/conversation.js";
import type { ConversableFlow } from "./machines/conversation/conversation-input.js";
import type { Remembered } from "./machines/conversation/mind.js";
import type { LegalMove, TalkNews } from "./transport/pages/keeper-pages.js";
import type { Sight } from "./watching/sessions/conversation-sights.js";

/** Is told how a talk goes. Must not throw. */
export type TellOfTalk = (news: TalkNews) => void;

type Stepped = Omit<Extract<Sight, { kind: "stepped" }>, "at" | "kind">;

/**
 * Follows the talk of a call with the character that has answered it, if that is of this flow: what its own caller says in it,
 * and hears. Of no other flow anything is told, and nothing of what a game says. `sights`: what was seen of the call so far.
 *
 * @returns what ends it
 */
export function followTalk(
	call: CallActor,
	flow: ConversableFlow,
	sights: readonly Sight[],
	tell: TellOfTalk,
): () => void {
	const talk = new FollowedTalk(call, flow, tell);
	const step = sights.findLast((each) => each.kind === "stepped");
	talk.lookAt();
	if (step) talk.step(step);
	const emissions = call.on("*", (emitted) => {
		talk.lookAt();
		if (emitted.type === "flow.stepped") talk.step(emitted);
		else if (emitted.type === "move.refused") talk.refuse(emitted);
		else if (emitted.type === "conversed") talk.end(emitted);
	});
	const changes = call.subscribe({
		next: () => talk.lookAt(),
		error: () => {},
	});
	return () => {
		emissions.unsubscribe();
		changes.unsubscribe();
		talk.stop();
	};
}

class FollowedTalk {
	#followed: ConversationActor | undefined;
	#stopFollowing = () => {};
	/** What was remembered and told already. */
	readonly #told = new WeakSet<Remembered>();
	#spoken = "";

	constructor(
		private readonly call: CallActor,
		private readonly flow: ConversableFlow,
		private readonly tell: TellOfTalk,
	) {}

	/** Looks for the conversation, which may only just have begun, and for what is new in it. */
	lookAt(): void {
		const { frontDoor, lent } = this.call.getSnapshot().context;
		const isOurs = frontDoor?.flow === this.flow.name && !lent;
		const conversation = isOurs
			? (frontDoor.ref as ConversationActor)
			: undefined;
		if (conversation !== this.#followed) this.#follow(conversation);
		if (conversation) this.#read(conversation);
	}

	step({ flow, cause, state, activeStates, legalMoves }: Stepped): void {
		if (flow !== this.flow.name || !this.#followed) return;
		this.tell({
			type: "scene",
			cause,
			state,
			activeStates,
			means: meaningOf(this.flow.machine, activeStates),
			moves: movesIn(this.flow.machine, activeStates, legalMoves),
		});
	}

	refuse({
		flow,
		move,
	}: {
		readonly flow: string;
		readonly move: string;
	}): void {
		if (flow === this.flow.name && this.#followed)
			this.tell({ type: "refused", move });
	}

	end({ flow }: { readonly flow: string }): void {
		if (flow !== this.flow.name) return;
		this.#follow(undefined);
		this.tell({ type: "over" });
	}

	stop(): void {
		this.#follow(undefined);
	}

	#follow(conversation: ConversationActor | undefined): void {
		this.#stopFollowing();
		this.#followed = conversation;
		const following = conversation?.subscribe({
			next: () => this.#read(conversation),
			error: () => {},
		});
		this.#stopFollowing = () => following?.unsubscribe();
	}

	#read(conversation: ConversationActor): void {
		const { memory, lines } = conversation.getSnapshot().context;
		for (const entry of memory.entries) {
			const isUnfinished = lines.some((line) => line.placeholder === entry);
			if (isUnfinished || this.#told.has(entry)) continue;
			this.#told.add(entry);
			if (entry.kind === "said") this.tell({ type: "said", text: entry.text });
			else if (entry.kind === "heard")
				this.tell({ type: "heard", text: entry.text, wasCut: entry.wasCut });
		}
		const sounding = lines.find(
			({ hasBegun, receipt }) => hasBegun && !receipt,
		);
		const spoken = sounding?.text ?? "";
		if (spoken === this.#spoken) return;
		this.#spoken = spoken;
		this.tell({ type: "speaking", text: spoken });
	}
}

function meaningOf(
	machine: AnyStateMachine,
	activeStates: readonly string[],
): string {
	const innermost = activeStates.at(-1);
	if (innermost === undefined) return "";
	return machine.getStateNodeById(innermost).description ?? "";
}

/** What an inner state says of a move wins over what an outer one does. */
function movesIn(
	machine: AnyStateMachine,
	activeStates: readonly string[],
	legalMoves: readonly string[],
): readonly LegalMove[] {
	const scenes = activeStates.map(
		(id) => machine.getStateNodeById(id).meta as Scene | undefined,
	);
	const declared = new Map(
		scenes.flatMap((scene) => Object.entries(scene?.moves ?? {})),
	);
	return legalMoves.flatMap((name) => {
		const move = declared.get(name);
		if (!move) return [];
		const { means, heardAs = [] } = move;
		return [{ name, means, heardAs }];
	});
}
