import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { LocalCloudError } from "./local-cloud-error.ts";

/** The only address on which the local cloud listens. */
export const LOOPBACK = "127.0.0.1";

/**
 * Connections that may wait to be accepted: Node's own 511 are too few when thousands come at once. The system caps it (Linux: 4,096 by
 * default).
 */
const BACKLOG = 4096;

/**
 * Listens on loopback; port 0 takes a free one.
 *
 * @param what  names the listener in the error
 * @param flag  the option that changes the port
 * @returns the port
 * @throws LocalCloudError if the port is not available
 */
export async function listen(server: Server, port: number, what: string, flag: string): Promise<number> {
	server.listen({ port, host: LOOPBACK, backlog: BACKLOG });
	try {
		await once(server, "listening");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const reason = code === "EADDRINUSE" ? "is in use" : `cannot be used (${code ?? String(error)})`;
		throw new LocalCloudError(
			`Port ${port} of ${LOOPBACK}, for the ${what}, ${reason}. Stop the process that uses it, or choose another port with ${flag} (0 takes a free one).`,
		);
	}
	return (server.address() as AddressInfo).port;
}
