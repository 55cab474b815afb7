/** Performs walks over sockets: side by side, each on a server that it has to itself. */
import { perform } from "./performance.js";
import { scopesOfCalls } from "./scopes.js";
import { SocketWorld } from "./socket-world/socket-world.js";
import type { SteeredServer } from "./steered/steered-servers.js";
import type { Scope, ScopedModel, Walk } from "./walks.js";

const seed = Number(process.env.SEED ?? Math.trunc(Math.random() * 2 ** 31));

/**
 * Walks of talks take long over sockets: each run performs one in so many, chosen by chance. All of them go through the machines,
 * and `npm run soak:model` walks on over sockets until it is stopped.
 */
export function shareOf(
	walks: readonly Walk[],
	{ scope }: ScopedModel,
	oneIn: number,
): readonly Walk[] {
	if (scopesOfCalls.includes(scope)) return walks;
	console.log(`The seed of the share of walks through ${scope.name}: ${seed}.`);
	return walks.filter((_, at) => at % oneIn === seed % oneIn);
}

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
