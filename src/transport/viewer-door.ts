import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";
import { SparingLog } from "../limits/sparing-log.js";
import type { KnownHosts } from "./peers/known-host.js";
import { isFromOwnPage } from "./peers/same-site.js";
import { type PlainAnswer, refuseUpgrade } from "./plain-answers.js";
import {
	createSocketServer,
	listenForErrors,
	type SocketDoor,
	sendAllAway,
} from "./socket-door.js";

/** The far end of a viewer's socket. */
export interface ViewerPeer {
	/** Bytes that were sent and are still here. */
	readonly bufferedAmount: number;
	send(text: string): void;
	close(code: number, reason: string): void;
}

/** Who looks through a viewer's socket. */
export interface ViewerListener {
	receive(text: string): void;
	leave(): void;
}

/** Takes a viewer; undefined when there are enough. */
export type TakeViewer = (peer: ViewerPeer) => ViewerListener | undefined;

const maxOrderBytes = 4_096;
const pingEveryMs = 30_000;
const onlyOwnPage: PlainAnswer = {
	status: 403,
	sentence:
		"Only the inspector's own page may look, opened by an address, as localhost, or by a name in ADMIN_URL or ADMIN_HOSTS.",
};

/**
 * A way in for the inspector's own pages. The inspector asks for no key, so a page of another site that an operator happens to
 * visit must not reach it either: the page's origin and the name by which it came here are checked.
 */
export function createViewerDoor(
	hosts: KnownHosts,
	takeViewer: TakeViewer,
	log: Logger,
): SocketDoor {
	const server = createSocketServer(maxOrderBytes, () => false);
	const refusals = new SparingLog(log);
	return {
		take(request, socket, head) {
			if (!isFromOwnPage(request, { hosts, publicUrl: undefined })) {
				refusals.warn({}, "viewer refused: not the inspector's own page");
				return refuseUpgrade(socket, onlyOwnPage);
			}
			server.handleUpgrade(request, socket, head, (viewer) => {
				listenForErrors(viewer, log);
				const listener = takeViewer(viewer);
				if (listener) attend(viewer, listener, log);
				else viewer.close(1013, "Too many look already.");
			});
		},
		close: () => sendAllAway(server),
	};
}

function attend(
	viewer: WebSocket,
	listener: ViewerListener,
	log: Logger,
): void {
	let isAlive = true;
	const ping = setInterval(() => {
		if (!isAlive) viewer.terminate();
		isAlive = false;
		viewer.ping();
	}, pingEveryMs);
	viewer.on("pong", () => {
		isAlive = true;
	});
	viewer.on("message", (data: RawData) => {
		try {
			listener.receive(data.toString());
		} catch (error) {
			log.error({ err: error }, "inspector failed");
			viewer.close(1011, "Something went wrong here.");
		}
	});
	viewer.once("close", () => {
		clearInterval(ping);
		listener.leave();
	});
}
