import { createServer as createHttp1Server, type ServerOptions } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createTcpServer, type Socket } from "node:net";
import { listen } from "../listen.ts";
import type { Handle } from "./handle.ts";

/** The first bytes of an HTTP/2 connection with prior knowledge. @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const HTTP2_PREFACE = Buffer.from("PRI * HTTP/2.0");

export interface Endpoint {
	readonly port: number;
	readonly url: string;
	close(): Promise<void>;
}

/**
 * One port for HTTP/1.1 and HTTP/2 without TLS: the Kinesis client of the AWS SDK speaks HTTP/2 on `http://` too. The first bytes
 * say which server a connection belongs to.
 *
 * @throws LocalCloudError when the port is in use
 */
export async function startEndpoint(port: number, onRequest: Handle): Promise<Endpoint> {
	const options: ServerOptions = { keepAliveTimeout: 75_000, maxHeaderSize: 64 * 1024 };
	const http1 = createHttp1Server(options, onRequest);
	const http2 = createHttp2Server({}, onRequest);
	// A client may break off.
	http2.on("sessionError", () => {});
	const sockets = new Set<Socket>();
	const tcp = createTcpServer({ noDelay: true }, (socket) => {
		sockets.add(socket);
		socket.once("close", () => sockets.delete(socket));
		socket.on("error", () => socket.destroy());
		whenSpoken(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit("connection", socket));
	});
	const actualPort = await listen(tcp, port, "AWS endpoint", "--endpoint-port");
	return {
		port: actualPort,
		url: `http://127.0.0.1:${actualPort}`,
		async close() {
			const closed = new Promise((resolve) => tcp.close(resolve));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

/** Looks at a connection's first bytes and puts them back. */
function whenSpoken(socket: Socket, decide: (isHttp2: boolean) => void): void {
	let seen: Buffer<ArrayBufferLike> = Buffer.alloc(0);
	const onReadable = (): void => {
		const chunk: Buffer | null = socket.read();
		if (chunk === null) return;
		seen = Buffer.concat([seen, chunk]);
		const length = Math.min(seen.length, HTTP2_PREFACE.length);
		const agrees = seen.subarray(0, length).equals(HTTP2_PREFACE.subarray(0, length));
		if (agrees && length < HTTP2_PREFACE.length) return;
		socket.removeListener("readable", onReadable);
		socket.unshift(seen);
		decide(agrees);
	};
	socket.on("readable", onReadable);
}
