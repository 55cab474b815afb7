/**
 * Hooks of Node's module loader for flows, which may be anywhere: they find the kit, and may be in TypeScript, which Node 20 does
 * not import by itself. Types are taken out, not checked.
 * https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
 */
import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";

/** What flows import, and where none is installed beside them, that of the server is meant. */
const ofTheServer = /^(callsign\/flows|xstate(\/.*)?|zod(\/.*)?)$/;

/** A module that is imported by the name that it has as JavaScript is looked for as TypeScript, too. */
export const resolve: ResolveHook = async (specifier, context, next) => {
	try {
		return await next(specifier, context);
	} catch (error) {
		if (ofTheServer.test(specifier))
			return next(specifier, { ...context, parentURL: import.meta.url });
		const isOfAuthor = /^\.{1,2}\/.*\.m?js$/.test(specifier);
		if (!isOfAuthor || !isTypeScript(context.parentURL ?? "")) throw error;
		return next(specifier.replace(/js$/, "ts"), context);
	}
};

/** Gives a module of TypeScript as JavaScript. */
export const load: LoadHook = async (url, context, next) => {
	if (!isTypeScript(url)) return next(url, context);
	const [text, { transpileModule, ModuleKind, ScriptTarget }] =
		await Promise.all([readFile(fileURLToPath(url), "utf8"), typescript()]);
	const { outputText } = transpileModule(text, {
		fileName: fileURLToPath(url),
		compilerOptions: {
			module: ModuleKind.ESNext,
			target: ScriptTarget.ES2022,
			verbatimModuleSyntax: true,
			inlineSourceMap: true,
		},
	});
	return { format: "module", source: outputText, shortCircuit: true };
};

function isTypeScript(url: string): boolean {
	return /^file:.*\.m?ts$/.test(url);
}

/** The compiler, which a server does without. */
async function typescript(): Promise<typeof import("typescript")> {
	try {
		return await import("typescript");
	} catch {
		throw new Error(
			"To read TypeScript, the package typescript is needed: npm install typescript, or name a file of JavaScript.",
		);
	}
}
