import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface LocalCloudProxy {
	readonly url: string;
	close(): void;
}

/**
 * What happens once the local cloud has answered, before the caller hears of it.
 *
 * @param operation of the JSON protocols, `UpdateShardCount`; empty for others
 * @returns the headers that the caller sees; undefined where it never hears of the answer, `cut` where the connection breaks instead
 */
export type Answered = (
	operation: string,
	headers: IncomingHttpHeaders,
) => IncomingHttpHeaders | Promise<IncomingHttpHeaders> | "cut" | undefined;

/** Stands before the local cloud and passes everything on, but for what `answered` does to the answers. */
export async function localCloudProxy(endpointUrl: string, answered: Answered): Promise<LocalCloudProxy> {
	const server = createServer((incoming, outgoing) => {
		const operation = String(incoming.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
		const { headers, method } = incoming;
		const passed = httpRequest(new URL(incoming.url ?? "/", endpointUrl), { method, headers }, async (answer) => {
			const seen = await answered(operation, answer.headers);
			if (seen === undefined || seen === "cut") {
				answer.resume();
				if (seen === "cut") outgoing.destroy();
				return;
			}
			outgoing.writeHead(answer.statusCode ?? 500, seen);
			answer.pipe(outgoing);
		});
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
