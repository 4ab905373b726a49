import type { AwsRequest, AwsResponse } from "./aws-http.ts";
import { type AwsJsonService, answerAwsJson, type Handle } from "./aws-json.ts";
import { answerCloudWatchCbor, isCbor } from "./cloudwatch-cbor.ts";
import { withDates, withEpochSeconds } from "./cloudwatch-json.ts";
import { answerCloudWatchQuery } from "./cloudwatch-query.ts";

/**
 * Clients of the query protocol know some errors by other names than the shapes have.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html and each operation's "Errors"
 */
const QUERY_CODES: Readonly<Record<string, string>> = {
	DashboardNotFoundError: "ResourceNotFound",
	InternalServiceFault: "InternalServiceError",
	InvalidParameterCombinationException: "InvalidParameterCombination",
	InvalidParameterValueException: "InvalidParameterValue",
	LimitExceededFault: "LimitExceeded",
	InvalidFormatFault: "InvalidFormat",
	MissingRequiredParameterException: "MissingParameter",
	UnknownOperationException: "InvalidAction",
};

/** CloudWatch in the three protocols its clients speak, chosen by what the request looks like. */
export function cloudWatchWire(handle: Handle, onInternalError: (error: unknown) => void): (request: AwsRequest) => AwsResponse {
	const queryCodeOf = (code: string): string => QUERY_CODES[code] ?? code;
	const json: AwsJsonService = {
		targetPrefix: "GraniteServiceVersion20100801.",
		contentType: "application/x-amz-json-1.0",
		queryCodeOf,
		handle: (operation, input) => withEpochSeconds(handle(operation, withDates(input) as object)) as object,
		onInternalError,
	};
	return (request) => {
		if (isCbor(request)) return answerCloudWatchCbor(handle, queryCodeOf, request, onInternalError);
		const isForm = request.headers["content-type"]?.includes("x-www-form-urlencoded") === true;
		return isForm ? answerCloudWatchQuery(handle, queryCodeOf, request, onInternalError) : answerAwsJson(json, request);
	};
}
