/** Where a listener listens; the host is without the brackets of IPv6. */
export interface ListenerAddress {
	readonly host: string;
	readonly port: number;
}

/** An address as it is written in a URL. */
export function hostAndPort({ host, port }: ListenerAddress): string {
	return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
