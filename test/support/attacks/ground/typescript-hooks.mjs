/** How plain Node loads TypeScript: of the server what was built, and of the tests each file without its types. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const { ModuleKind, ScriptTarget, transpileModule } = ts;
const root = new URL("../../../../", import.meta.url).href;

/** Imports name `.js`, as compiled programs do. */
export async function resolve(specifier, context, next) {
	const { parentURL = "" } = context;
	if (!specifier.startsWith(".") || !parentURL.endsWith(".ts"))
		return next(specifier, context);
	const { href } = new URL(specifier, parentURL);
	return next(
		href.startsWith(`${root}src/`)
			? href.replace(`${root}src/`, `${root}dist/`)
			: href.replace(/\.js$/, ".ts"),
		context,
	);
}

export async function load(url, context, next) {
	if (!url.endsWith(".ts")) return next(url, context);
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
