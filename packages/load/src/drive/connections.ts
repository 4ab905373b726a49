import { Client } from "undici";

/** API Gateway waits so long for a function, so an answer takes no longer. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than any user thinks: only the server closes a connection. */
const KEEP_ALIVE_MS = 600_000;

/** One open connection. Not undici's own pool, which searches all connections for a free one at every request: slow with ten thousand. */
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

/** Opens connections as needed, up to a number. A request without a free connection waits in a queue. */
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
