import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

interface HttpServer {
	readonly server: Server;
	readonly url: string;
	close(): Promise<void>;
}

/** A server of the real wire that answers as it is told, on a free port, until the test is over. */
export async function startHttpServer(answer: RequestListener): Promise<HttpServer> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const close = () =>
		new Promise<void>((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	onTestFinished(close);
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
