import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire. */
export interface WireRequest {
	/** `Kinesis_20131202.PutRecord`; for the query protocol its `Action`. */
	readonly operation: string;
	/** The JSON body, or the form's fields. */
	readonly body: Readonly<Record<string, unknown>>;
}

export interface WireAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
	readonly text?: string;
}

/** `hang-up`: the connection breaks without an answer. `silence`: no answer comes. */
export type WireReaction = WireAnswer | "hang-up" | "silence";

/** One service on the loopback interface that gives prepared answers, in order, to unmodified clients. */
export interface Wire {
	readonly requests: readonly WireRequest[];
	/** Of each of the requests. */
	readonly headers: readonly IncomingHttpHeaders[];
	/** What a client needs to talk to it. */
	readonly clientConfig: {
		readonly endpoint: string;
		readonly region: string;
		readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
	};
	/** The answers to come, from a clean slate of requests. One more request than answers is told so, with a status that no service has. */
	answerWith(...reactions: readonly WireReaction[]): void;
	close(): Promise<void>;
}

const UNPREPARED: WireAnswer = { status: 599, headers: {}, text: "no answer was prepared" };

/** An answer from `test/recorded`. */
export function recorded(name: string): WireAnswer {
	return JSON.parse(readFileSync(new URL(`../recorded/${name}.json`, import.meta.url), "utf8"));
}

/** An error in the shape of AWS JSON. */
export function jsonError(type: string, message: string, status = 400): WireAnswer {
	return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: { __type: type, message } };
}

export function jsonAnswer(body: unknown): WireAnswer {
	return { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body };
}

/** @param otherwise what answers a request for which none was prepared */
export async function openWire(otherwise: (request: WireRequest) => WireReaction = () => UNPREPARED): Promise<Wire> {
	const requests: WireRequest[] = [];
	const headers: IncomingHttpHeaders[] = [];
	let reactions: WireReaction[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const received = wireRequest(request.headers["x-amz-target"], Buffer.concat(chunks).toString("utf8"));
			requests.push(received);
			headers.push(request.headers);
			const reaction = reactions.shift() ?? otherwise(received);
			if (reaction === "silence") return;
			if (reaction === "hang-up") {
				request.socket.destroy();
				return;
			}
			response.writeHead(reaction.status, reaction.headers);
			response.end(reaction.text ?? JSON.stringify(reaction.body));
		});
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		requests,
		headers,
		clientConfig: {
			endpoint: `http://127.0.0.1:${port}`,
			region: "us-east-1",
			credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
		},
		answerWith(...next) {
			requests.length = 0;
			headers.length = 0;
			reactions = [...next];
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}

function wireRequest(target: string | string[] | undefined, text: string): WireRequest {
	if (typeof target === "string") return { operation: target, body: JSON.parse(text) };
	const form = Object.fromEntries(new URLSearchParams(text));
	return { operation: form["Action"] ?? "", body: form };
}
