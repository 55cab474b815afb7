import { mutantsOf } from "./mutations.js";
import type { OddMessage } from "./twilio.js";

/** Something odd from an inspector's page. */
export interface MalformedViewer {
	readonly wire: "viewer";
	readonly name: string;
	readonly messages: readonly OddMessage[];
}

const orders = {
	watch: { do: "watch", id: "0199" },
	find: { do: "find", text: "paired" },
	leave: { do: "leave" },
};

/** Everything odd that may come from an inspector's page. */
export const malformedViewer: readonly MalformedViewer[] = Object.entries(
	orders,
).flatMap(([name, order]) =>
	mutantsOf(name, order).map(({ name, text }) => ({
		wire: "viewer",
		name,
		messages: [{ data: text }],
	})),
);
