import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One import of a file, both as paths in the tree that was read; packages go by their name. */
export interface Import {
	readonly from: string;
	readonly to: string;
	readonly isOfTypes: boolean;
}

/** A tree of TypeScript: its files, and what they import. */
export class SourceTree {
	readonly files: readonly string[];
	readonly imports: readonly Import[];

	/** Reads every TypeScript file below the folder. */
	constructor(readonly folder: string) {
		this.files = readdirSync(folder, { recursive: true, encoding: "utf8" })
			.filter((file) => file.endsWith(".ts"))
			.sort();
		this.imports = this.files.flatMap((file) => importsIn(folder, file));
	}

	/** What the files of a folder, and of the folders in it, import. */
	importsOf(folder: string): readonly Import[] {
		return this.imports.filter(({ from }) => isIn(folder, from));
	}

	/** The imports of this tree's own files. */
	get ownImports(): readonly Import[] {
		return this.imports.filter(({ to }) => this.files.includes(to));
	}
}

/** Whether a path is in a folder, or in a folder in it. */
export function isIn(folder: string, path: string): boolean {
	return path.startsWith(`${folder}/`);
}

/** The folder of a file: the room that it is in. Files of the tree itself are in the room "". */
export function roomOf(file: string): string {
	return dirname(file) === "." ? "" : dirname(file);
}

/** Whether one of two rooms is an alcove of the other. */
export function areOfOneHouse(one: string, other: string): boolean {
	return one === other || isIn(one, other) || isIn(other, one);
}

/** Things in groups, by what they have in common. */
export function groupedBy<Key, Thing>(
	things: readonly Thing[],
	keyOf: (thing: Thing) => Key,
): ReadonlyMap<Key, readonly Thing[]> {
	const groups = new Map<Key, Thing[]>();
	for (const thing of things) {
		const group = groups.get(keyOf(thing)) ?? [];
		group.push(thing);
		groups.set(keyOf(thing), group);
	}
	return groups;
}

/** A way from a place back to itself; empty if there is none. */
export function circleIn(
	arrows: readonly { readonly from: string; readonly to: string }[],
): readonly string[] {
	const ways = groupedBy(arrows, ({ from }) => from);
	const done = new Set<string>();
	function walk(place: string, way: readonly string[]): readonly string[] {
		if (way.includes(place)) return [...way.slice(way.indexOf(place)), place];
		if (done.has(place)) return [];
		for (const { to } of ways.get(place) ?? []) {
			const circle = walk(to, [...way, place]);
			if (circle.length > 0) return circle;
		}
		done.add(place);
		return [];
	}
	for (const place of ways.keys()) {
		const circle = walk(place, []);
		if (circle.length > 0) return circle;
	}
	return [];
}

function importsIn(folder: string, file: string): Import[] {
	const text = readFileSync(join(folder, file), "utf8");
	const statements = text.matchAll(
		/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)/gm,
	);
	return [...statements].map(([, type, named, dynamic]) => {
		const target = named ?? dynamic ?? "";
		const to = target.startsWith(".")
			? normalize(join(dirname(file), target)).replace(/\.js$/, ".ts")
			: target;
		return { from: file, to, isOfTypes: type !== undefined };
	});
}
