import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import {
	type FlowFile,
	flowsInFolder,
} from "../adapters/flow-files/flow-folder.js";
import { defaultPrompts } from "../machines/speaking/prompts.js";
import { problemsWithWordCodes } from "../machines/spoken-codes/words/word-codes.js";
import { fieldsOf, parsedJsonAsWritten } from "../protocol/json.js";
import {
	isOfWholeCharacters,
	wholeCharactersOnly,
} from "../protocol/whole-characters.js";
import { type Check, folder, type SettingReading } from "./checks.js";

/** The path of a certificate chain; its value is the PEM text. */
export const certificateFile: Check<string> = file("PEM file", (cert) =>
	isSecureContext({ cert })
		? { value: cert }
		: { unfit: "it holds no certificate" },
);

/** The path of a private key; its value is the PEM text. */
export const privateKeyFile: Check<string> = file("PEM file", (key) =>
	isSecureContext({ key })
		? { value: key }
		: { unfit: "it holds no private key without a passphrase" },
);

/** Whether a private key and a certificate, both PEM texts, belong together. */
export function isKeyOfCertificate(key: string, cert: string): boolean {
	return isSecureContext({ key, cert });
}

/** The path of a file with word codes; its value is the words. */
export const gameCodesFile: Check<readonly string[]> = jsonFile(
	"JSON file with a list of words",
	(contents) => {
		const codes = fieldsOf(contents)?.game_codes;
		if (!Array.isArray(codes) || codes.length === 0)
			return { unfit: 'it has no list "game_codes"' };
		if (!codes.every(isText))
			return { unfit: "every game code must be a text that is not empty" };
		const cut = codes.findIndex((code) => !isOfWholeCharacters(code));
		if (cut >= 0)
			return { unfit: `game code number ${cut + 1} ${wholeCharactersOnly}` };
		const words = codes.map((code) => code.trim());
		const problems = problemsWithWordCodes(words);
		return problems.length === 0
			? { value: words }
			: { unfit: problems.join(" ") };
	},
);

/** The path of a file with spoken lines; its value is the lines by name. */
export const promptsFile: Check<Readonly<Record<string, string>>> = jsonFile(
	"JSON file with an object of texts",
	(contents) => {
		const lines = fieldsOf(contents);
		if (!lines) return { unfit: "it is not an object" };
		const problems = Object.entries(lines).flatMap(problemsWithPrompt);
		return problems.length === 0
			? { value: lines as Record<string, string> }
			: { unfit: problems.join(" ") };
	},
);

/** The path of a folder with flows; its value is their files, which are not read yet. */
export const flowFolder: Check<readonly FlowFile[]> = {
	mustBe: "the path of a readable folder with flows",
	read: (text, environment) => {
		const path = folder.read(text, environment);
		if (!("value" in path)) return path;
		const found = flowsInFolder(path.value);
		return "files" in found ? { value: found.files } : { unfit: found.problem };
	},
};

// Beside the lines themselves: the greeting's language, and the voice of all lines but the greeting.
const promptNames = ["language", "voice", ...Object.keys(defaultPrompts)];

function problemsWithPrompt([name, text]: [string, unknown]): string[] {
	const quoted = JSON.stringify(name);
	if (!promptNames.includes(name))
		return [`${quoted} is none of ${promptNames.join(", ")}.`];
	if (!isText(text)) return [`${quoted} must be a text that is not empty.`];
	return isOfWholeCharacters(text) ? [] : [`${quoted} ${wholeCharactersOnly}.`];
}

function file<Value>(
	whatItIs: string,
	understand: (contents: string) => SettingReading<Value>,
): Check<Value> {
	return {
		mustBe: `the path of a readable ${whatItIs}`,
		read: (path) => {
			const contents = contentsOf(path);
			return "value" in contents ? understand(contents.value) : contents;
		},
	};
}

function jsonFile<Value>(
	whatItIs: string,
	understand: (contents: unknown) => SettingReading<Value>,
): Check<Value> {
	return file(whatItIs, (contents) => {
		const json = parsedJsonAsWritten(contents);
		return json === undefined ? { unfit: "it is not JSON" } : understand(json);
	});
}

function contentsOf(path: string): SettingReading<string> {
	try {
		const contents = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
		return contents.trim() === ""
			? { unfit: "it is empty" }
			: { value: contents };
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : "";
		return { unfit: `it cannot be read: ${code}` };
	}
}

function isSecureContext(pem: { cert?: string; key?: string }): boolean {
	try {
		createSecureContext(pem);
		return true;
	} catch {
		return false;
	}
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value.trim() !== "";
}
