import type { InProcessServer, Ring } from "./in-process-server.js";

/** A caller who keys a game's code and hears at once what is said to him. */
export async function keyedCall(
	whole: InProcessServer,
	code: string,
): Promise<Ring> {
	const ring = await whole.ring({ autoPlay: "at once" });
	ring.caller.press(code);
	return ring;
}
