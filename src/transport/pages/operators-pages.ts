import type { IncomingMessage, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import {
	answerPlainly,
	noSuchPage,
	type PlainAnswer,
} from "../plain-answers.js";
import { answerWithFile, type PageFile, readPageFiles } from "./page-files.js";

export interface InspectorCharts {
	/** The statechart of this machine as SVG; undefined when there is no such machine. */
	drawingOf(machineId: string): Promise<string | undefined>;
	/** The same of the flow with this name. */
	drawingOfFlow(name: string): Promise<string | undefined>;
	/** The style sheet of the drawings. */
	readonly style: string;
}

type Answer = (
	request: IncomingMessage,
	response: ServerResponse,
) => void | Promise<void>;

/** The handler of a path; undefined when the path is not of these pages. */
export type OperatorsPages = (path: string) => Answer | undefined;

const folder = fileURLToPath(
	new URL("../../pages/operators/", import.meta.url),
);
const chartPath = /^\/inspect\/charts\/([a-z]{1,32})$/;
/** A flow is named as its file is: by whatever an address can carry. */
const flowPath = /^\/inspect\/flows\/([^/]{1,400})$/;
const policy =
	"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const headers = {
	"Content-Security-Policy": policy,
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy": "no-referrer",
};

/** `GET /`, with links to all that operators have, and `GET /inspect` with what belongs to it. */
export function createOperatorsPages(
	charts: InspectorCharts,
	hasStately: boolean,
): OperatorsPages {
	const files = new Map(readPageFiles(folder, "/inspect/"));
	move(files, "/inspect/front.html", "/");
	const front = files.get("/");
	if (front && !hasStately) files.set("/", withoutStately(front));
	move(files, "/inspect/inspect.html", "/inspect");
	move(files, "/inspect/stately.html", "/inspect/stately");
	return (path) => {
		const draw = drawingAt(path, charts);
		return path === "/inspect/charts.css"
			? answerStyle(charts)
			: draw
				? answerDrawing(draw)
				: path === "/inspect/stately"
					? answerStately(files.get(path), hasStately)
					: answerFile(files.get(path));
	};
}

type Draw = () => Promise<string | undefined>;

/** What draws the picture at this path; undefined where there can be none. */
function drawingAt(path: string, charts: InspectorCharts): Draw | undefined {
	const [, machineId] = chartPath.exec(path) ?? [];
	if (machineId !== undefined) return () => charts.drawingOf(machineId);
	const [, flow] = flowPath.exec(path) ?? [];
	const name = flow === undefined ? undefined : decoded(flow);
	return name === undefined ? undefined : () => charts.drawingOfFlow(name);
}

function decoded(part: string): string | undefined {
	try {
		return decodeURIComponent(part);
	} catch {
		return undefined;
	}
}

function move(files: Map<string, PageFile>, from: string, to: string): void {
	const file = files.get(from);
	files.delete(from);
	if (file) files.set(to, file);
}

/** The front page, without links to what is off. */
function withoutStately(front: PageFile): PageFile {
	const text = front.body.toString();
	const line = /^.*href="\/inspect\/stately".*\n/m;
	return {
		...front,
		body: Buffer.from(text.replace(line, "")),
		tag: front.tag.replace(/"$/, '-"'),
	};
}

function answerFile(file: PageFile | undefined): Answer | undefined {
	return (
		file &&
		((request, response) => answerWithFile(request, response, file, headers))
	);
}

const noStately: PlainAnswer = {
	status: 404,
	sentence:
		"Stately's inspector is off. For development it is turned on by INSPECT=stately.",
};

/** The only page that shows something from another server: Stately's own page, in a frame. */
function answerStately(file: PageFile | undefined, isOn: boolean): Answer {
	return (request, response) => {
		if (!isOn || !file) return answerPlainly(response, noStately);
		answerWithFile(request, response, file, {
			...headers,
			"Content-Security-Policy": `${policy}; frame-src https://stately.ai`,
			"Cross-Origin-Opener-Policy": "unsafe-none",
		});
	};
}

function answerStyle({ style }: InspectorCharts): Answer {
	return (_request, response) => answerWithText(response, "text/css", style);
}

function answerDrawing(draw: Draw): Answer {
	return async (_request, response) => {
		const drawing = await draw();
		if (drawing === undefined) answerPlainly(response, noSuchPage);
		else answerWithText(response, "image/svg+xml", drawing);
	};
}

function answerWithText(
	response: ServerResponse,
	type: string,
	text: string,
): void {
	response.writeHead(200, {
		...headers,
		"Content-Type": `${type}; charset=utf-8`,
		"Content-Length": Buffer.byteLength(text),
		"Cache-Control": "no-cache",
	});
	response.end(text);
}
