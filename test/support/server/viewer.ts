import { WebSocket } from "ws";
import { closing, opened } from "../network/opening.js";
import { Arrivals } from "../waiting/arrivals.js";

/** One message from the inspector, parsed. */
export type FromInspector = Readonly<Record<string, unknown>> & {
	readonly type: string;
};

/** An operator's inspector page, as the server sees it: nothing but its socket. */
export class ViewerClient {
	readonly messages = new Arrivals<FromInspector>("message for the viewer");
	/** Everything received, as it came. */
	text = "";

	/** Opens the socket as the inspector's own page does. */
	static async look(
		adminUrl: string | undefined,
		options: {
			readonly path?: string;
			readonly origin?: string;
			readonly host?: string;
		} = {},
	): Promise<ViewerClient> {
		const url = new URL(options.path ?? "/inspect/socket", adminUrl);
		const { origin = url.origin, host = url.host } = options;
		url.protocol = "ws:";
		const socket = new WebSocket(url, { origin, headers: { host } });
		const viewer = new ViewerClient(socket);
		await opened(viewer.socket);
		return viewer;
	}

	private constructor(readonly socket: WebSocket) {
		socket.on("message", (data) => {
			this.text += data.toString();
			this.messages.push(JSON.parse(data.toString()));
		});
		socket.on("error", () => {});
	}

	tell(order: object): void {
		this.socket.send(JSON.stringify(order));
	}

	/** The first message of this type that fits. */
	heard(
		type: string,
		fits: (message: FromInspector) => boolean = () => true,
	): Promise<FromInspector> {
		return this.messages.first(
			(message) => message.type === type && fits(message),
		);
	}

	closed() {
		return closing(this.socket);
	}

	close(): void {
		this.socket.close();
	}
}
