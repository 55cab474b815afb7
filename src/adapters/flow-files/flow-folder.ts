import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file that is to hold a flow. */
export interface FlowFile {
	/** The flow's name: that of its file, without what comes after the dot. */
	readonly name: string;
	readonly file: string;
}

/** The flows of a folder, or what is wrong with it, in a sentence without its full stop. */
export type FlowFolder =
	| { readonly files: readonly FlowFile[] }
	| { readonly problem: string };

const ofFlows = /^(.+)\.(json|m?js|m?ts)$/;
/** What may stand beside flows and is none: declarations of types, and what npm and TypeScript look for. */
const notOfFlows =
	/\.d\.m?ts$|^(package|package-lock|npm-shrinkwrap|tsconfig)\.json$/;
/** Games and `ANSWER_WITH` name flows. */
const nameOfFlow = /^[\w-]{1,64}$/;

/** Which flows a folder holds: each file of JSON, JavaScript or TypeScript directly in it. None of them is read. */
export function flowsInFolder(folder: string): FlowFolder {
	try {
		const files = readdirSync(folder)
			.sort()
			.flatMap((entry) => flowFileAt(folder, entry));
		const problem = wrongNameAmong(files) ?? sameNameAmong(files);
		if (problem !== undefined) return { problem };
		return files.length > 0 ? { files } : { problem: "no flow is in it" };
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		return { problem: `it cannot be read: ${code}` };
	}
}

/** Names that begin with a dot are hidden, as those are that editors and mounted volumes leave. */
function flowFileAt(folder: string, entry: string): readonly FlowFile[] {
	const [, name] = ofFlows.exec(entry) ?? [];
	if (name === undefined || name.startsWith(".") || notOfFlows.test(entry))
		return [];
	const file = join(folder, entry);
	return statSync(file).isFile() ? [{ name, file }] : [];
}

function wrongNameAmong(files: readonly FlowFile[]): string | undefined {
	const wrong = files.find(({ name }) => !nameOfFlow.test(name));
	return (
		wrong &&
		`${JSON.stringify(wrong.name)} is no name of a flow, which has at most 64 letters, digits, "-" and "_"; what flows share goes into a folder of its own`
	);
}

function sameNameAmong(files: readonly FlowFile[]): string | undefined {
	const second = files.find(
		({ name }, at) => files.findIndex((each) => each.name === name) < at,
	);
	return (
		second && `two of its files are the flow ${JSON.stringify(second.name)}`
	);
}
