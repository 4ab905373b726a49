import { ServiceError } from "../service-error.ts";

/**
 * The exceptions of the API model: the shape's name is what the JSON and CBOR protocols send, `queryCode` what the query protocol (and the
 * header `x-amzn-query-error` of the other two) sends.
 *
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/cloudwatch/2010-08-01/service-2.json.gz read 2026-11-23
 */
const EXCEPTIONS = {
	InvalidFormatFault: { queryCode: "InvalidFormat", statusCode: 400 },
	InvalidNextToken: { queryCode: "InvalidNextToken", statusCode: 400 },
	InvalidParameterCombinationException: { queryCode: "InvalidParameterCombination", statusCode: 400 },
	InvalidParameterValueException: { queryCode: "InvalidParameterValue", statusCode: 400 },
	LimitExceededFault: { queryCode: "LimitExceeded", statusCode: 400 },
	MissingRequiredParameterException: { queryCode: "MissingParameter", statusCode: 400 },
	ResourceNotFound: { queryCode: "ResourceNotFound", statusCode: 404 },
	ResourceNotFoundException: { queryCode: "ResourceNotFoundException", statusCode: 404 },
	SerializationException: { queryCode: "MalformedInput", statusCode: 400 },
	UnknownOperationException: { queryCode: "InvalidAction", statusCode: 400 },
	// One of the common errors, which no API model lists.
	ValidationError: { queryCode: "ValidationError", statusCode: 400 },
} as const;

/** Of the JSON and CBOR protocols, as recorded in AWS in September 2025. */
const SHAPES: Readonly<Record<string, string>> = { ValidationError: "ValidationException" };

export type CloudWatchErrorCode = keyof typeof EXCEPTIONS;

export function cloudWatchError(code: CloudWatchErrorCode, message: string): ServiceError {
	return new ServiceError(code, message, EXCEPTIONS[code].statusCode);
}

/** The name that the JSON and CBOR protocols send. */
export function cloudWatchErrorShape(code: string): string {
	return SHAPES[code] ?? code;
}

/** The query protocol's code for an exception of the model; an unknown code is returned unchanged. */
export function cloudWatchQueryErrorCode(code: string): string {
	return Object.hasOwn(EXCEPTIONS, code) ? EXCEPTIONS[code as CloudWatchErrorCode].queryCode : code;
}
