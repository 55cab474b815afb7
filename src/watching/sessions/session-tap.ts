import type { AnyActorRef, InspectionEvent } from "xstate";
import type {
	CallFromCoordinator,
	CallFromGame,
	GameFromCall,
	GameFromConversation,
	GameFromCoordinator,
	GameFromNewCall,
	GameFromSpeaking,
} from "../../machines/events.js";
import type { Recording } from "./recording.js";
import { safeName } from "./safe-name.js";
import { type Session, stateText } from "./session-book.js";

/** Everything that comes to a call or a game from another root actor. */
type FromOutside = {
	readonly call: CallFromCoordinator | CallFromGame | { type: "end" };
	readonly game:
		| GameFromCoordinator
		| GameFromNewCall
		| GameFromCall
		| GameFromConversation
		| GameFromSpeaking
		| { type: "end" };
};

/**
 * Who sends what to a call and to a game from outside. XState tells the sender of an event only in the sender's own
 * system. A type that is missing here does not compile.
 */
const senders: {
	readonly [Kind in Session["kind"]]: Readonly<
		Record<FromOutside[Kind]["type"], string>
	>;
} = {
	call: {
		"call.admitted": "coordinator",
		"call.refused": "coordinator",
		"code.matched": "coordinator",
		"code.unknown": "coordinator",
		"code.incomplete": "coordinator",
		"code.ambiguous": "coordinator",
		"game.full": "coordinator",
		"tries.exhausted": "coordinator",
		"game.left": "coordinator",
		"stream.replaced": "coordinator",
		"stream.given.away": "coordinator",
		"stream.mistrusted": "coordinator",
		say: "game",
		append: "game",
		"turn.began": "game",
		"stop.speaking": "game",
		"hang.up": "game",
		"expect.words": "game",
		"game.away": "game",
		converse: "game",
		"take.back": "game",
		"tell.flow": "game",
		end: "server",
	},
	game: {
		"code.issued": "coordinator",
		"code.refused": "coordinator",
		"code.kept": "coordinator",
		"code.withheld": "coordinator",
		"call.left": "coordinator",
		"call.joined": "call",
		"caller.heard": "call",
		"caller.pressed": "call",
		"line.ended": "call",
		"line.closed": "call",
		"recognition.changed": "call",
		"words.taken": "call",
		"scene.changed": "call",
		"flow.told": "call",
		conversed: "call",
		end: "server",
	},
};

/** What the tap reads of an actor besides its public interface. */
interface InnerActor {
	readonly id: string;
	readonly sessionId: string;
	readonly _parent?: InnerActor;
	readonly logic: { readonly id?: string; readonly root?: unknown };
}

interface Step {
	readonly eventType: string;
	readonly source: { readonly id: string };
}

/**
 * Records what happens in one session from now on; every other session stays uninspected and as fast as it
 * was. Only names and types are read. Never throws, since it runs inside the actors that it watches.
 *
 * @returns what ends it
 */
export function tap(session: Session, recording: Recording): () => void {
	const { actor } = session;
	if (!actor) return () => {};
	const scribe = new Scribe(session, actor, recording);
	const inspection = actor.system.inspect((event: InspectionEvent) => {
		try {
			scribe.take(event);
		} catch {
			// What cannot be recorded is left out: the session must not suffer for being watched.
		}
	});
	return () => inspection.unsubscribe();
}

class Scribe {
	/** Events that have not arrived, with the time when they were sent. Weak, since those for other sessions never arrive here. */
	readonly #underway = new WeakMap<object, number>();

	constructor(
		private readonly session: Session,
		private readonly root: AnyActorRef,
		private readonly recording: Recording,
	) {
		recording.meet({ name: session.kind, isOutside: false });
		const { children } = root.getSnapshot() as {
			children?: Record<string, InnerActor | undefined>;
		};
		for (const child of Object.values(children ?? {}))
			if (child) this.#partyOf(child);
	}

	take(event: InspectionEvent): void {
		const actor = event.actorRef as unknown as InnerActor;
		switch (event.type) {
			case "@xstate.event":
				// The same event may go on to a child, which does not begin its time anew.
				if (this.#isRoot(actor))
					this.#underway.set(event.event, performance.now());
				this.#message(
					this.#senderOf(
						event.sourceRef as InnerActor | undefined,
						event.event,
					),
					this.#partyOf(actor),
					event.event.type,
				);
				break;
			case "@xstate.microstep":
				if (this.#isRoot(actor)) this.#step(event);
				break;
			case "@xstate.snapshot":
				if (this.#isRoot(actor)) this.#done(event);
		}
	}

	#step(event: InspectionEvent & { type: "@xstate.microstep" }): void {
		const { type } = event.event;
		this.#comeFromOutside(event.event);
		for (const { source } of event._transitions as unknown as Step[])
			this.recording.add({
				kind: "step",
				at: now(),
				type: safeName(type),
				from: safeName(source.id),
				state: stateText((event.snapshot as { value?: unknown }).value),
			});
	}

	#done(event: InspectionEvent & { type: "@xstate.snapshot" }): void {
		this.#comeFromOutside(event.event);
		const sentAt = this.#underway.get(event.event) ?? performance.now();
		this.recording.add({
			kind: "done",
			at: now(),
			type: safeName(event.event.type),
			state: stateText((event.snapshot as { value?: unknown }).value),
			tookMs: performance.now() - sentAt,
		});
	}

	/** What another session's machine sends is reported there, so it is seen here only as it is taken. */
	#comeFromOutside(event: { readonly type: string }): void {
		if (this.#underway.has(event) || event.type === "xstate.init") return;
		this.#underway.set(event, performance.now());
		const { kind } = this.session;
		this.#message(this.#senderOf(undefined, event), kind, event.type);
	}

	#message(from: string, to: string, type: string): void {
		const happening = { kind: "message", at: now(), from, to } as const;
		this.recording.add({ ...happening, type: safeName(type) });
	}

	#isRoot({ sessionId }: InnerActor): boolean {
		return sessionId === this.root.sessionId;
	}

	#senderOf(
		source: InnerActor | undefined,
		{ type }: { readonly type: string },
	): string {
		if (source) return this.#partyOf(source);
		const { kind } = this.session;
		const outsiders: Readonly<Record<string, string>> = senders[kind];
		const outsider = outsiders[type];
		// What else has no sender, the machine has raised itself.
		if (outsider === undefined) return kind;
		this.recording.meet({ name: outsider, isOutside: true });
		return outsider;
	}

	#partyOf(actor: InnerActor): string {
		if (this.#isRoot(actor)) return this.session.kind;
		const isOwn = actor._parent !== undefined;
		const name = isOwn ? safeName(actor.id) : outsiderName(actor);
		this.recording.meet({ name, isOutside: !isOwn });
		return name;
	}
}

/** Root actors are named by their kind: their ids would give each call of a game a column of its own. */
function outsiderName({ logic }: InnerActor): string {
	return logic.root === undefined ? "coordinator" : safeName(logic.id ?? "");
}

const now = () => performance.timeOrigin + performance.now();
