/** The JavaScript client as others install it. */
import { execFileSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterEach, beforeEach, expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../clients/js");
let project: string;

beforeEach(() => {
	project = mkdtempSync(join(tmpdir(), "callsign-client-"));
	mkdirSync(join(project, "node_modules/@callsign"), { recursive: true });
	symlinkSync(folder, join(project, "node_modules/@callsign/client"));
	writeFileSync(join(project, "package.json"), '{"type":"module"}');
});

afterEach(() => {
	rmSync(project, { recursive: true });
});

/** What the compiler has against a program that uses the package in a page, with the browser's own types. */
function complaintsAbout(source: string): string[] {
	const file = join(project, "game.ts");
	writeFileSync(file, source);
	const program = ts.createProgram([file], {
		target: ts.ScriptTarget.ES2022,
		module: ts.ModuleKind.NodeNext,
		moduleResolution: ts.ModuleResolutionKind.NodeNext,
		lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
		types: [],
		strict: true,
		skipDefaultLibCheck: true,
		exactOptionalPropertyTypes: true,
		noEmit: true,
	});
	return ts
		.getPreEmitDiagnostics(program)
		.map(({ messageText }) =>
			ts.flattenDiagnosticMessageText(messageText, " "),
		);
}

test("its types work in a page's program, and find mistakes before they happen", () => {
	const complaints = complaintsAbout(`
		import { CallsignClient, type FromGame, type LineOutcome } from "@callsign/client";
		const game = new CallsignClient("/game", { WebSocket, callers: 2 });
		const off: () => void = game.on("transcript", ({ text, final, words }) => {
			const first: string | undefined = words[0]?.word;
			console.log(text.trim(), final === true, first);
		});
		game.once("show", ({ phoneNumber, code }) => console.log(phoneNumber + code));
		const line: Promise<LineOutcome> = game.say("Hello.", { interruptible: false });
		void line.then(({ calls }) => calls.map(({ call, why }) => call + why));
		const answer = game.speak({ turn: 2, interruptible: "words" });
		if (answer.isOpen) console.log(answer.add("Hel"), answer.end("lo."), answer.id);
		void answer.said.then(({ outcome, heardText }) => console.log(outcome === "stale", heardText.length));
		async function* model() {
			yield "Hello.";
		}
		const streamed: Promise<LineOutcome> = game.say(model(), { turn: 3 });
		void game.say(["Hel", "lo."], { interruptible: "sound" });
		void streamed;
		for await (const event of game) if (event.type === "left") console.log(event.reason);
		const order: FromGame = { type: "listen", keyterms: [] };
		console.log(order, off, game.calls.length);
		// @ts-expect-error: an event that does not exist
		game.on("transcribed", () => {});
		// @ts-expect-error: a field that does not exist
		game.on("key", ({ key }) => key);
		// @ts-expect-error: a line that is no text
		void game.say(1);
		// @ts-expect-error: an option that does not exist
		void game.say("Hi.", { loud: true });
		// @ts-expect-error: no way to be interrupted
		void game.say("Hi.", { interruptible: "cough" });
		// @ts-expect-error: tokens that are no texts
		void game.say([1]);
		// @ts-expect-error: words that are no list
		game.listen("lantern");
	`);
	expect(complaints).toEqual([]);
}, 30_000);

test("the package has every file that it needs, and nothing else", () => {
	const [packed] = JSON.parse(
		execFileSync("npm", ["pack", "--dry-run", "--json"], {
			cwd: folder,
			encoding: "utf8",
			env: { ...process.env, npm_config_update_notifier: "false" },
		}),
	);
	const files = packed.files.map(({ path }: { path: string }) => path).sort();
	const own = readdirSync(folder).filter((name) => name !== "examples");
	const examples = ["first-transcript", "lent-caller"].map(
		(name) => `examples/${name}.js`,
	);
	expect(files).toEqual([...own, ...examples].sort());
});

test("it imports nothing but itself, with the file's whole name, as a browser needs it", () => {
	const own = readdirSync(folder).filter((name) => name.endsWith(".js"));
	expect(own.length).toBeGreaterThan(5);
	for (const file of own) {
		const text = readFileSync(join(folder, file), "utf8");
		for (const [, target = ""] of text.matchAll(
			/^import [^;]*?from "([^"]*)";/gm,
		))
			expect(own.map((name) => `./${name}`)).toContain(target);
	}
});
