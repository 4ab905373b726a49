import type { AwsRequest, AwsResponse } from "../../endpoint/aws-http.ts";
import { type AwsJsonService, answerAwsJson, type Handle } from "../../endpoint/aws-json.ts";

/** Kinesis in AWS JSON 1.1, the one protocol that its clients speak. */
export function kinesisWire(handle: Handle, onInternalError: (error: unknown) => void): (request: AwsRequest) => AwsResponse {
	const service: AwsJsonService = {
		targetPrefix: "Kinesis_20131202.",
		contentType: "application/x-amz-json-1.1",
		handle,
		onInternalError,
	};
	return (request) => answerAwsJson(service, request);
}
