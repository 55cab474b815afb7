import { createActor, fromTransition } from "xstate";
import type {
	CoordinatorEvent,
	CoordinatorRef,
} from "../../../src/machines/events.js";

/** Stands before a coordinator, and can keep codes back, as one does that has to ask other machines. */
export class SlowCoordinator {
	readonly #kept: CoordinatorEvent[] = [];
	readonly #coordinator: CoordinatorRef;
	#isSlow = false;
	readonly actor = createActor(
		fromTransition((_: null, event: CoordinatorEvent) => {
			if (this.#isSlow && event.type === "code.heard") this.#kept.push(event);
			else this.#coordinator.send(event);
			return null;
		}, null),
	).start();

	constructor(coordinator: CoordinatorRef) {
		this.#coordinator = coordinator;
	}

	/** From here on no code is looked up. */
	keepCodesBack(): void {
		this.#isSlow = true;
	}

	/** What was kept back is looked up now. */
	lookUpWhatWasKept(): void {
		this.#isSlow = false;
		for (const event of this.#kept.splice(0)) this.#coordinator.send(event);
	}
}
