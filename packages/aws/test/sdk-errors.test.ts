import { describe, expect, it } from "vitest";
import { faultMessage, SDK_ERROR_TABLE, type SdkFaultKind, sdkFault } from "../src/shared/sdk-errors.ts";

function serviceError(name: string, httpStatusCode: number, message = "as the service says"): Error {
	return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

describe("sdkFault", () => {
	it.each(SDK_ERROR_TABLE.flatMap(({ kind, names }) => names.map((name) => ({ kind, name }))))("$name is $kind", ({ kind, name }) => {
		expect(sdkFault(serviceError(name, 400))).toMatchObject({ kind, name });
	});

	it("is one short line without control characters, whatever an endpoint answers", () => {
		const fault = sdkFault(serviceError("Bad\u001b[2J", 400, `\u001b]52;c;aGk=\u0007\nOverride: none ${"x".repeat(120_000)}`));
		expect(fault.name).toBe("Bad\\u001b[2J");
		expect(fault.message).toMatch(/^\\u001b\]52;c;aGk=\\u0007\\nOverride: none x+…$/);
		expect(faultMessage(fault, "kinesis:ListShards", "stream votes").length).toBeLessThan(1_500);
	});

	it("has no name in two rows", () => {
		const names = SDK_ERROR_TABLE.flatMap((row) => row.names);
		expect(new Set(names).size).toBe(names.length);
	});

	const rows: readonly { title: string; error: unknown; kind: SdkFaultKind; retryable: boolean }[] = [
		{
			title: "an unknown refusal will be refused again",
			error: serviceError("ValidationException", 400),
			kind: "rejected",
			retryable: false,
		},
		{
			title: "a condition that failed is a refusal",
			error: serviceError("ConditionalCheckFailedException", 400),
			kind: "rejected",
			retryable: false,
		},
		{
			title: "an internal failure may have been done",
			error: serviceError("InternalFailureException", 500),
			kind: "unavailable",
			retryable: true,
		},
		{
			title: "a service that is down may have done it",
			error: serviceError("ServiceUnavailable", 503),
			kind: "unavailable",
			retryable: true,
		},
		{
			title: "a timeout has no status",
			error: Object.assign(new Error("slow"), { name: "TimeoutError", code: "ETIMEDOUT" }),
			kind: "unavailable",
			retryable: true,
		},
		{
			title: "a broken connection has no status",
			error: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
			kind: "unavailable",
			retryable: true,
		},
		{ title: "a throttle passes", error: serviceError("ThrottlingException", 400), kind: "throttled", retryable: true },
		{
			title: "no access does not pass by itself",
			error: serviceError("AccessDeniedException", 400),
			kind: "access-denied",
			retryable: false,
		},
		{
			title: "a missing stream does not appear by itself",
			error: serviceError("ResourceNotFoundException", 400),
			kind: "not-found",
			retryable: false,
		},
		{ title: "a thrown string is a fault, too", error: "boom", kind: "unavailable", retryable: true },
		{ title: "nothing thrown is a fault, too", error: undefined, kind: "unavailable", retryable: true },
		{
			title: "a status that is no number says nothing",
			error: { name: "Odd", $metadata: { httpStatusCode: "400" } },
			kind: "unavailable",
			retryable: true,
		},
	];
	it.each(rows)("$title", ({ error, kind, retryable }) => {
		expect(sdkFault(error)).toMatchObject({ kind, retryable, cause: error });
	});
});

describe("faultMessage", () => {
	it("says what happened, to what, and what to try", () => {
		const fault = sdkFault(serviceError("AccessDeniedException", 400, "User is not authorized."));
		expect(faultMessage(fault, "kinesis:PutRecord", "stream votes")).toBe(
			"kinesis:PutRecord on stream votes failed: AccessDeniedException: User is not authorized. " +
				"Check that the credentials are valid and the role allows kinesis:PutRecord.",
		);
	});

	it("does without a message that the service did not send", () => {
		const fault = sdkFault(serviceError("InternalFailure", 500, ""));
		expect(faultMessage(fault, "kinesis:PutRecord", "stream votes")).toBe(
			"kinesis:PutRecord on stream votes failed: InternalFailure. The call may or may not have taken effect. It is safe to try again.",
		);
	});
});
