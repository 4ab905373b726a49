import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { LoadError } from "../load-error.ts";

/** Opened at once: fewer than a server's queue of new connections takes. */
const AT_ONCE = 200;
const CONNECT_WITHIN_MS = 10_000;

/** A server that cannot keep a connection closes it soon. */
const HOLD_MS = 1_000;

/**
 * Opens so many connections to a server, holds them all at the same time, and closes them.
 *
 * @throws LoadError with the reason if fewer can be held
 */
export async function holdConnections(url: string, count: number): Promise<void> {
	const { hostname, port } = new URL(url);
	const open = new Set<Socket>();
	let reason: string | undefined;

	const openOne = () =>
		new Promise<void>((resolve) => {
			const socket = connect({ host: hostname, port: Number(port), timeout: CONNECT_WITHIN_MS });
			open.add(socket);
			const fail = (why: string) => {
				reason ??= why;
				open.delete(socket);
				socket.destroy();
				resolve();
			};
			socket.once("connect", () => {
				socket.setTimeout(0);
				resolve();
			});
			socket.once("timeout", () => fail(`no connection within ${CONNECT_WITHIN_MS / 1000} s`));
			socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
			socket.once("close", () => fail("the other end closed it"));
		});

	try {
		for (let opened = 0; opened < count && reason === undefined; opened += AT_ONCE) {
			await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, openOne));
		}
		if (reason === undefined) await sleep(HOLD_MS);
		if (reason !== undefined)
			throw new LoadError(
				`This machine held ${open.size} of ${count} connections at once (${reason}), and the article's test needs them all. ` +
					"Each takes an open file at both ends and a local port: raise ulimit -n, or the system's range of ports.",
			);
	} finally {
		for (const socket of open) {
			socket.removeAllListeners();
			// A reset that is under way must not end the process.
			socket.on("error", () => {});
			socket.destroy();
		}
	}
}
