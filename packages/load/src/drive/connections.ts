import { Client } from "undici";

/** What API Gateway itself waits for a function, and so the longest that an answer may take. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than any user thinks: a connection is closed by the server, or not at all. */
const KEEP_ALIVE_MS = 600_000;

/** One connection, kept open: undici's own pool looks through all of them for a free one at every request, which ten thousand make slow. */
export function connection(apiUrl: string, onOpenChange: (change: 1 | -1) => void): Client {
	const client = new Client(apiUrl, {
		pipelining: 1,
		headersTimeout: REQUEST_TIMEOUT_MS,
		bodyTimeout: REQUEST_TIMEOUT_MS,
		connectTimeout: REQUEST_TIMEOUT_MS,
		keepAliveTimeout: KEEP_ALIVE_MS,
		keepAliveMaxTimeout: KEEP_ALIVE_MS,
	});
	client.on("connect", () => onOpenChange(1));
	client.on("disconnect", () => onOpenChange(-1));
	return client;
}

/** Connections that are opened when they are needed, up to a number; whoever finds none free waits in turn. */
export class Connections {
	readonly #open: () => Client;
	readonly #most: number;
	readonly #all: Client[] = [];
	readonly #free: Client[] = [];
	readonly #waiting: ((client: Client) => void)[] = [];

	constructor(most: number, open: () => Client) {
		this.#most = most;
		this.#open = open;
	}

	async take(): Promise<Client> {
		const free = this.#free.pop();
		if (free !== undefined) return free;
		if (this.#all.length < this.#most) {
			const opened = this.#open();
			this.#all.push(opened);
			return opened;
		}
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	give(client: Client): void {
		const next = this.#waiting.shift();
		if (next === undefined) this.#free.push(client);
		else next(client);
	}
}
