import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The commit that is measured, and whether any of these paths differs from it. */
export function commit(...paths: readonly string[]): string {
	try {
		const changes = git(
			"status",
			"--porcelain",
			"--untracked-files=no",
			...paths,
		);
		const name = git("rev-parse", "--short", "HEAD");
		return `commit ${name}${changes ? " with changes not committed yet" : ""}`;
	} catch {
		return "an unknown commit";
	}
}

function git(...words: string[]): string {
	return execFileSync("git", ["--no-optional-locks", ...words], {
		cwd: fileURLToPath(new URL("../../..", import.meta.url)),
		encoding: "utf8",
		stdio: ["ignore", "pipe", "ignore"],
	}).trim();
}
