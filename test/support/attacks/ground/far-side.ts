/** What a program of its own does when it is asked, by its name. */
export type Orders = Readonly<
	Record<string, (...given: never[]) => unknown | Promise<unknown>>
>;

/** One question of the process that started this one, and its answer. */
export interface Question {
	readonly id: number;
	readonly name: string;
	readonly given: readonly unknown[];
}

/** An answer, or what went wrong instead. */
export type Answer =
	| { readonly id: number; readonly answer: unknown }
	| { readonly id: number; readonly error: string };

/** Answers the process that started this one until it lets go, and says once that it is ready. */
export function serve(orders: Orders): void {
	process.on("message", (question: Question) => void obey(orders, question));
	process.on("disconnect", () => process.exit());
	process.send?.({ id: 0, answer: "ready" } satisfies Answer);
}

async function obey(
	orders: Orders,
	{ id, name, given }: Question,
): Promise<void> {
	const order = orders[name];
	try {
		if (order === undefined) throw new Error(`No such order: ${name}`);
		const answer = await order(...(given as never[]));
		process.send?.({ id, answer } satisfies Answer);
	} catch (error) {
		const told = error instanceof Error ? error.stack : error;
		process.send?.({ id, error: String(told) } satisfies Answer);
	}
}
