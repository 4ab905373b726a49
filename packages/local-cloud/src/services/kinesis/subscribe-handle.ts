import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { KinesisEmulator, ServiceError } from "@headroom/emulators";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { collectBody } from "../../collect-body.ts";
import { type AwsResponse, MAXIMUM_REQUEST_BYTES, send, type WireRequest, type WireResponse } from "../../endpoint/aws-http.ts";
import type { Handle } from "../../endpoint/handle.ts";
import type { KinesisCodec } from "./codec.ts";

interface SubscribeOptions {
	readonly codecOf: (headers: IncomingHttpHeaders) => KinesisCodec;
	readonly refuse: (error: unknown, codec: KinesisCodec) => AwsResponse;
}

const frames = new EventStreamCodec(
	(bytes) => Buffer.from(bytes).toString("utf8"),
	(text) => Buffer.from(text, "utf8"),
);

/**
 * SubscribeToShard: a request as any other, and an answer of event stream messages, the first of which is the operation's own output. A
 * subscription ends with its connection.
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function subscribeHandle(kinesis: Pick<KinesisEmulator, "subscribeToShard">, { codecOf, refuse }: SubscribeOptions): Handle {
	return (request, response) => {
		const codec = codecOf(request.headers);
		subscribe(kinesis, request, response, codec).catch((error: unknown) => send(response, refuse(error, codec)));
	};
}

async function subscribe(
	kinesis: Pick<KinesisEmulator, "subscribeToShard">,
	request: WireRequest,
	wireResponse: WireResponse,
	codec: KinesisCodec,
): Promise<void> {
	const body = await collectBody(request, MAXIMUM_REQUEST_BYTES);
	if (typeof body === "string") return;
	// The classes of the two protocols have no overload of writeHead in common.
	const response = wireResponse as ServerResponse;
	// Records wait for the first turn after this, so the head is always written first.
	const end = kinesis.subscribeToShard(codec.decode(body), {
		onEvent: (event) => response.write(message(codec, "event", "SubscribeToShardEvent", event)),
		onEnd: (error) => {
			if (error !== undefined) response.write(message(codec, "exception", error.code, described(error)));
			response.end();
		},
	});
	response.on("close", end);
	response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream", "x-amzn-requestid": randomUUID() });
	response.write(message(codec, "event", "initial-response", {}));
}

function described({ message: text }: ServiceError): object {
	return { message: text };
}

function message(codec: KinesisCodec, kind: "event" | "exception", name: string, content: object): Uint8Array {
	const text = (value: string) => ({ type: "string" as const, value });
	return frames.encode({
		headers: { ":message-type": text(kind), [`:${kind}-type`]: text(name), ":content-type": text(codec.contentType) },
		body: Buffer.from(codec.encode(content)),
	});
}
