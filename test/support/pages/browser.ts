import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";

const require = createRequire(import.meta.url);

/**
 * The flags of `@sparticuz/chromium` that a test needs: it must run in a container, also as root. Its others
 * are left out, as they turn off what a page must be tested against: the same-origin rules.
 */
const usualArguments = [
	"--no-sandbox",
	"--no-zygote",
	"--disable-gpu",
	"--disable-dev-shm-usage",
	"--font-render-hinting=none",
];

/**
 * Starts a headless Chromium that needs no display, no root and no package of the system. A start takes a
 * second or so: share one among the tests of a file, each with a context of its own, and close it at the end.
 */
export async function launchBrowser(
	more: readonly string[] = [],
): Promise<Browser> {
	const folder = await unpacked();
	return chromium.launch({
		executablePath: join(folder, "chromium"),
		args: [...usualArguments, ...more],
		env: environmentIn(folder),
		timeout: 60_000,
	});
}

/** Keeps a picture of the whole page in `test/screenshots`, which git ignores, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
	const folder = join(import.meta.dirname, "../../screenshots");
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** The folder with the browser: unpacked once for each version and user, and whole from the moment it is there. */
async function unpacked(): Promise<string> {
	const packageFile = join(packageFolder(), "package.json");
	const { version } = require(packageFile) as { version: string };
	const folder = join(
		tmpdir(),
		`callsign-test-browser-${version}-${userInfo().uid}`,
	);
	if (existsSync(folder)) return folder;
	const fresh = mkdtempSync(`${folder}-`);
	await unpackInto(fresh);
	writeFileSync(join(fresh, "fonts.conf"), fontSettings(folder));
	try {
		await rename(fresh, folder);
	} catch (error) {
		// Another test file was faster; its browser is the same one.
		if (!existsSync(folder)) throw error;
		await rm(fresh, { recursive: true });
	}
	return folder;
}

function packageFolder(): string {
	return join(dirname(require.resolve("@sparticuz/chromium")), "../..");
}

/**
 * The package unpacks to the temporary folder, whatever lies there, and the libraries that a slim system
 * lacks only on Amazon's: so it runs in a process of its own that is told so.
 */
async function unpackInto(folder: string): Promise<void> {
	const program =
		'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
	await promisify(execFile)(
		process.execPath,
		["--input-type=module", "--eval", program],
		{
			cwd: import.meta.dirname,
			env: {
				...process.env,
				TMPDIR: folder,
				AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x",
			},
		},
	);
}

/** Fonts of the system, if it has any, and the one that comes with the browser. */
function fontSettings(folder: string): string {
	return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}

function environmentIn(folder: string): Record<string, string> {
	const { LD_LIBRARY_PATH, ...others } = process.env as Record<string, string>;
	const libraries = [
		...(lacksLibraries(folder) ? [join(folder, "al2023/lib")] : []),
		...(LD_LIBRARY_PATH ? [LD_LIBRARY_PATH] : []),
	];
	return {
		...others,
		FONTCONFIG_FILE: join(folder, "fonts.conf"),
		...(libraries.length > 0 && {
			LD_LIBRARY_PATH: libraries.join(delimiter),
		}),
	};
}

/** Whether the system lacks a library of the browser, such as libnss3 on a slim Debian. */
function lacksLibraries(folder: string): boolean {
	const needs = execFileSync("ldd", [join(folder, "chromium")], {
		encoding: "utf8",
	});
	return needs.includes("not found");
}
