import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeveringProxy {
	readonly url: string;
	close(): void;
}

/**
 * Stands before the stage, passes everything on, and tells when the service has answered a call of that operation, before the caller hears of
 * it: the moment between the call and what is written after it.
 */
export async function severingProxy(endpointUrl: string, operation: string, onAnswered: () => void): Promise<SeveringProxy> {
	const server = createServer((incoming, outgoing) => {
		const isTheCall = String(incoming.headers["x-amz-target"] ?? "").endsWith(`.${operation}`);
		const passed = httpRequest(
			new URL(incoming.url ?? "/", endpointUrl),
			{ method: incoming.method, headers: incoming.headers },
			(answer) => {
				if (isTheCall) {
					answer.resume();
					onAnswered();
					return;
				}
				outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
				answer.pipe(outgoing);
			},
		);
		passed.on("error", () => outgoing.destroy());
		incoming.pipe(passed);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
