import type { AnyStateMachine, EventObject } from "xstate";
import { getStateNodes } from "xstate/graph";
import type { ToldPart } from "./kit.js";
import type { Scene } from "./scene.js";
import type { SampleEvents } from "./what-can-come.js";

/** Samples as an author gives them: by type, what the events carry. */
type GivenSamples = Readonly<Record<string, readonly object[] | undefined>>;

/** The events that a walk tries, and what is wrong with the samples for them. */
export function sampleEventsOf(
	machine: AnyStateMachine,
	given: GivenSamples,
): { readonly samples: SampleEvents; readonly problems: readonly string[] } {
	const samples: Record<string, readonly EventObject[]> = {
		...samplesInGuards(machine),
	};
	for (const [type, carried = []] of Object.entries(given))
		samples[type] = carried.map((each) => ({ ...each, type }));
	return { samples, problems: problemsWith(machine, samples) };
}

/** What is told beside what guards look for, so that each is walked where it says no, too. */
const others: Readonly<Record<string, EventObject & Record<string, unknown>>> =
	{
		"game.told": { type: "game.told", name: "something else" },
		"caller.pressed": { type: "caller.pressed", digit: "#" },
	};

/** What the guards `told` look for. */
function samplesInGuards(machine: AnyStateMachine): SampleEvents {
	const samples: Record<string, EventObject[]> = {};
	for (const [type, other] of Object.entries(others)) {
		const parts = guardsUpon(type, machine).map(({ key, value }) => ({
			...other,
			[key]: value,
		}));
		const different = new Map(
			[...parts, other].map((each) => [JSON.stringify(each), each]),
		);
		if (parts.length > 0) samples[type] = [...different.values()];
	}
	return samples;
}

function guardsUpon(
	type: string,
	machine: AnyStateMachine,
): readonly ToldPart[] {
	return [machine.root, ...getStateNodes(machine.root)]
		.flatMap(({ transitions }) => transitions.get(type) ?? [])
		.map(
			({ guard }) => guard as { type?: string; params?: unknown } | undefined,
		)
		.filter((guard) => guard?.type === "told")
		.map((guard) => guard?.params)
		.filter((params): params is ToldPart => typeof params === "object");
}

/** Data of a move must be what the scene says of it, also when it is none. */
function problemsWith(
	machine: AnyStateMachine,
	samples: SampleEvents,
): readonly string[] {
	const nodes = [machine.root, ...getStateNodes(machine.root)];
	const problems = nodes.flatMap(({ id, meta }) =>
		Object.entries((meta as Scene | undefined)?.moves ?? {}).flatMap(
			([type, move]) => {
				if (move?.data === undefined) return [];
				const tried = samples[type] ?? [{ type }];
				const fits = tried.every(
					(each) =>
						move.data?.safeParse(
							(each as EventObject & { data?: unknown }).data,
						).success,
				);
				if (fits) return [];
				return [
					samples[type] === undefined
						? `${id} takes data with ${type}: give a sample of it in \`told\`.`
						: `${id} takes other data with ${type} than a sample in \`told\` has.`,
				];
			},
		),
	);
	return [...new Set(problems)];
}
