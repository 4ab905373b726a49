import { Readable } from "node:stream";
import type { CloudWatchEmulator } from "@headroom/emulators";
import type { AwsRequest, AwsResponse } from "../../../src/endpoint/aws-http.ts";
import type { Operate } from "../../../src/endpoint/handle.ts";
import { serviceOfRequest } from "../../../src/endpoint/service-of-request.ts";
import { cloudWatchAnswer } from "../../../src/services/cloudwatch/handle.ts";
import { kinesisAnswer } from "../../../src/services/kinesis/handle.ts";

/** What an SDK client hands to its `requestHandler`: the signed request, its body serialised. */
interface SdkRequest {
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: unknown;
}

interface SdkResponse {
	readonly statusCode: number;
	readonly headers: Record<string, string>;
	readonly body: Readable;
}

/** What an unmodified SDK client needs to talk to the emulators in this very process. */
export interface InProcessClientConfig {
	readonly region: string;
	readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
	readonly requestHandler: { handle(request: SdkRequest): Promise<{ response: SdkResponse }> };
}

export interface InProcessServices {
	readonly kinesis: Operate;
	readonly cloudWatch: CloudWatchEmulator;
	/** Called for each request before it is answered: time passes on the way. */
	readonly onTheWay: () => void;
}

const NO_MAPPINGS: AwsResponse = {
	statusCode: 200,
	headers: { "content-type": "application/json" },
	body: JSON.stringify({ EventSourceMappings: [] }),
};

/** The local cloud's endpoint without its socket: the same dispatch by signature, the same codecs. */
export function inProcessClientConfig(region: string, services: InProcessServices): InProcessClientConfig {
	const onInternalError = (error: unknown): never => {
		throw error;
	};
	const answerKinesis = kinesisAnswer(services.kinesis, onInternalError);
	const answerCloudWatch = cloudWatchAnswer(services.cloudWatch, onInternalError);
	return {
		region,
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
		requestHandler: {
			async handle({ path, headers, body }) {
				services.onTheWay();
				const request: AwsRequest = { method: "POST", path, queryString: "", headers, body: bytesOf(body) };
				const target = serviceOfRequest(headers, path);
				const service = target.kind === "service" ? target.service : target.kind;
				if (service === "kinesis") return { response: sdkResponse(answerKinesis(request)) };
				if (service === "monitoring") return { response: sdkResponse(answerCloudWatch(request)) };
				// The loop's reader is no function: no mapping reads the stream.
				if (service === "lambda" && path.endsWith("/event-source-mappings")) return { response: sdkResponse(NO_MAPPINGS) };
				throw new Error(`The virtual loop serves Kinesis and CloudWatch, not ${service}.`);
			},
		},
	};
}

function bytesOf(body: unknown): Buffer {
	if (body === undefined) return Buffer.alloc(0);
	if (typeof body === "string") return Buffer.from(body, "utf8");
	if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
	throw new TypeError(`A request's body is text or bytes here, not ${typeof body}.`);
}

function sdkResponse({ statusCode, headers, body }: AwsResponse): SdkResponse {
	return { statusCode, headers: { ...headers }, body: Readable.from([Buffer.from(body as string)]) };
}
