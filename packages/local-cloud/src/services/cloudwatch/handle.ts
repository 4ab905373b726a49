import { cloudWatchQueryErrorCode } from "@headroom/emulators";
import type { AwsRequest, AwsResponse } from "../../endpoint/aws-http.ts";
import { type AwsJsonService, answerAwsJson, type Handle } from "../../endpoint/aws-json.ts";
import { answerCloudWatchCbor, isCbor } from "./cbor.ts";
import { withDates, withEpochSeconds } from "./json.ts";
import { answerCloudWatchQuery } from "./query.ts";

/** CloudWatch in the three protocols its clients speak, chosen by what the request looks like. */
export function cloudWatchWire(handle: Handle, onInternalError: (error: unknown) => void): (request: AwsRequest) => AwsResponse {
	const json: AwsJsonService = {
		targetPrefix: "GraniteServiceVersion20100801.",
		contentType: "application/x-amz-json-1.0",
		queryCodeOf: cloudWatchQueryErrorCode,
		handle: (operation, input) => withEpochSeconds(handle(operation, withDates(input) as object)) as object,
		onInternalError,
	};
	return (request) => {
		if (isCbor(request)) return answerCloudWatchCbor(handle, cloudWatchQueryErrorCode, request, onInternalError);
		const isForm = request.headers["content-type"]?.includes("x-www-form-urlencoded") === true;
		return isForm ? answerCloudWatchQuery(handle, cloudWatchQueryErrorCode, request, onInternalError) : answerAwsJson(json, request);
	};
}
