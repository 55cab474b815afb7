/** Performs walks over sockets: side by side, each on a server that it has to itself. */
import { perform } from "./performance.js";
import { SocketWorld } from "./socket-world/socket-world.js";
import type { SteeredServer } from "./steered/steered-servers.js";
import type { Scope, ScopedModel, Walk } from "./walks.js";

type Start = (setting: Scope["setting"]) => Promise<SteeredServer>;

/** Performs all of the walks, in so many lanes; a server that is spent is replaced. */
export async function performInLanes(
	model: ScopedModel,
	walks: readonly Walk[],
	start: Start,
	lanes: number,
): Promise<void> {
	const left = [...walks];
	await Promise.all(
		Array.from({ length: Math.min(lanes, walks.length) }, () =>
			performOneByOne(model, left, start),
		),
	);
}

async function performOneByOne(
	model: ScopedModel,
	left: Walk[],
	start: Start,
): Promise<void> {
	const { setting } = model.scope;
	let server: SteeredServer | undefined;
	try {
		for (let walk = left.shift(); walk; walk = left.shift()) {
			server ??= await start(setting);
			const world = new SocketWorld(setting, server);
			await perform(model, walk, world);
			await world.close();
			if (!world.isServerSpent) continue;
			await server.close();
			server = undefined;
		}
	} finally {
		await server?.close();
	}
}
