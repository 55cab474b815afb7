import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Page, Route } from "playwright-core";
import ts from "typescript";

const root = join(import.meta.dirname, "../../..");
const pages = join(root, "src/pages");

/** Where the pages are in a browser that has them without a server; secure, as a page of this machine is. */
export const home = "http://pages.localhost";

/** Every page there is, as a path below `src/pages`. */
export const everyPage: readonly string[] = readdirSync(pages, {
	recursive: true,
	encoding: "utf8",
}).filter((path) => path.endsWith(".html"));

/** A program of the pages, by its path below `src/pages`, as a browser takes it. */
export function program(path: string): string {
	const compilerOptions = {
		module: ts.ModuleKind.ES2022,
		target: ts.ScriptTarget.ES2022,
	};
	return ts.transpileModule(readFileSync(join(pages, path), "utf8"), {
		compilerOptions,
	}).outputText;
}

/** Gives a browser all files of `src/pages`, under the paths that the server has for them, and nothing else. */
export async function givePages(page: Page): Promise<void> {
	await page.route(`${home}/**`, (route) => give(route));
}

/** The address of a page, by its path below `src/pages`. */
export function addressOf(path: string): string {
	return `${home}/${path.replace(/^operators\//, "inspect/")}`;
}

const types: Readonly<Record<string, string>> = {
	".html": "text/html",
	".css": "text/css",
	".js": "text/javascript",
	".svg": "image/svg+xml",
};

function give(route: Route): Promise<void> {
	const { pathname } = new URL(route.request().url());
	const contentType = types[extname(pathname)];
	const path = pathname
		.slice(1)
		.replace(/^inspect\//, "operators/")
		.replace(/^try-it\/client\//, "../../clients/js/");
	if (contentType === undefined) return route.fulfill({ status: 404 });
	try {
		const isProgram = pathname.endsWith(".js") && !path.startsWith("..");
		const body = isProgram
			? program(path.replace(/js$/, "ts"))
			: readFileSync(join(pages, path), "utf8");
		return route.fulfill({ contentType, body });
	} catch {
		return route.fulfill({ status: 404 });
	}
}
