import type {
	CallsignClient,
	ClientEvents,
} from "../../../clients/js/callsign-client.js";
import { Arrivals } from "../waiting/arrivals.js";

/** The events of that name from now on, for a test to wait for. */
export function arrivalsOf<Name extends keyof ClientEvents>(
	client: CallsignClient,
	name: Name,
): Arrivals<ClientEvents[Name]> {
	const arrivals = new Arrivals<ClientEvents[Name]>(name);
	client.on(name, (event) => arrivals.push(event));
	return arrivals;
}
