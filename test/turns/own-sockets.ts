/** Which of Deepgram's sockets hears which conversation: by the sound that comes on it. */
import type { DeepgramListener } from "../support/deepgram/deepgram-listener.js";
import type { FluxListener } from "../support/deepgram/flux-listener.js";
import { within } from "../support/waiting/within.js";

type Listener = DeepgramListener | FluxListener;

const owners = new WeakMap<Listener, number>();

/** Sound of a conversation, in which its number stands: a millisecond is eight bytes. */
export function soundOf(number: number, ms: number): Buffer {
	return Buffer.from(`#${String(number).padStart(6, "0")};`.repeat(ms));
}

function ownerOf(listener: Listener): number | undefined {
	const known = owners.get(listener);
	if (known !== undefined) return known;
	const [first] = listener.frames;
	if (first === undefined) return undefined;
	const sound =
		"bytes" in first && !(first instanceof Uint8Array) ? first.bytes : first;
	const [, number] =
		/#(\d{6});/.exec((sound as Buffer).toString("latin1")) ?? [];
	const owner = Number(number ?? -1);
	owners.set(listener, owner);
	return owner;
}

/** The live socket on which this conversation is heard, as soon as there is one. */
export async function ownSocket<Kind extends Listener>(
	number: number,
	sockets: readonly Kind[],
	makeSound: () => void,
): Promise<Kind> {
	let isOver = false;
	const search = async (): Promise<Kind> => {
		for (;;) {
			const own = sockets.findLast(
				(each) => each.closedWith === undefined && ownerOf(each) === number,
			);
			if (own) return own;
			if (isOver) throw new Error("The search is over.");
			makeSound();
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	try {
		return await within(
			search(),
			() => `a socket of Deepgram's for conversation ${number}`,
			20_000,
		);
	} finally {
		isOver = true;
	}
}
