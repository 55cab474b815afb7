/** How plain Node loads TypeScript: a file is found by the name of what it would become, and its types are taken off. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const { ModuleKind, ScriptTarget, transpileModule } = ts;
const ownFile = /^file:(?!.*\/(?:node_modules|dist)\/)/;

/** Imports name `.js`, as compiled programs do. */
export async function resolve(specifier, context, next) {
	const isOwn =
		/^\..*\.js$/.test(specifier) && /\.ts$/.test(context.parentURL ?? "");
	if (!isOwn) return next(specifier, context);
	try {
		return await next(specifier.replace(/\.js$/, ".ts"), context);
	} catch {
		return next(specifier, context);
	}
}

export async function load(url, context, next) {
	if (!url.endsWith(".ts") || !ownFile.test(url)) return next(url, context);
	const text = await readFile(fileURLToPath(url), "utf8");
	const { outputText: source } = transpileModule(text, {
		compilerOptions: {
			module: ModuleKind.ESNext,
			target: ScriptTarget.ES2023,
			verbatimModuleSyntax: true,
		},
	});
	return { format: "module", source, shortCircuit: true };
}
