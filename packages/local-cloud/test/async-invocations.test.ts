import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AsyncInvocations, type OnFailureRecord } from "../src/services/lambda/runtime/async-invocations.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";

const SUCCESS: InvocationOutcome = { kind: "success", requestId: "ok", payload: "null" };
const FAILURE: InvocationOutcome = { kind: "function-error", requestId: "bad", error: { errorType: "Error", errorMessage: "no" } };
const THROTTLED: InvocationOutcome = { kind: "throttled", requestId: "later" };
/** Lambda's default where none is given. */
const RETRY_ATTEMPTS: Readonly<Record<string, number>> = { sweep: 0, once: 1, twice: 2 };
const START_MS = Date.UTC(2026, 10, 23, 12);

beforeEach(() => {
	vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
	vi.useRealTimers();
});

function invocations(answer: (attempt: number) => InvocationOutcome) {
	const attemptsAtSeconds: number[] = [];
	const failures: OnFailureRecord[] = [];
	const queue = new AsyncInvocations({
		invoke: async () => {
			attemptsAtSeconds.push((Date.now() - START_MS) / 1000);
			return answer(attemptsAtSeconds.length);
		},
		functionArnOf: (name) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
		onFailure: (_functionName, record) => failures.push(record),
		onInternalError: (error) => expect.unreachable(String(error)),
		maximumRetryAttemptsOf: (name) => RETRY_ATTEMPTS[name],
	});
	return { queue, attemptsAtSeconds, failures };
}

describe("an asynchronous invocation", () => {
	it.each([
		{ title: "is tried once when it succeeds", outcomes: [SUCCESS], attemptsAtSeconds: [0], failures: 0 },
		{ title: "is tried again a minute after it failed", outcomes: [FAILURE, SUCCESS], attemptsAtSeconds: [0, 60], failures: 0 },
		{
			title: "is tried a third time two minutes later, then given up",
			outcomes: [FAILURE, FAILURE, FAILURE],
			attemptsAtSeconds: [0, 60, 180],
			failures: 1,
		},
		{
			title: "is not counted as tried while it is throttled",
			outcomes: [THROTTLED, THROTTLED, FAILURE, FAILURE, FAILURE],
			attemptsAtSeconds: [0, 1, 3, 63, 183],
			failures: 1,
		},
	])("$title", async ({ attemptsAtSeconds, failures, outcomes }) => {
		const tried = invocations((attempt) => outcomes[attempt - 1] ?? expect.unreachable("more attempts than outcomes"));
		tried.queue.invoke("autoscaler", { a: 1 });
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(tried.attemptsAtSeconds).toEqual(attemptsAtSeconds);
		expect(tried.failures).toHaveLength(failures);
	});

	it.each([
		{ functionName: "sweep", attemptsAtSeconds: [0] },
		{ functionName: "once", attemptsAtSeconds: [0, 60] },
		{ functionName: "twice", attemptsAtSeconds: [0, 60, 180] },
	])("is tried as often as the function $functionName allows, then given up", async ({ functionName, attemptsAtSeconds }) => {
		const tried = invocations(() => FAILURE);
		tried.queue.invoke(functionName, {});
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(tried.attemptsAtSeconds).toEqual(attemptsAtSeconds);
		expect(tried.failures.map(({ requestContext }) => requestContext.approximateInvokeCount)).toEqual([attemptsAtSeconds.length]);
	});

	it("that is throttled is tried again where failures are not", async () => {
		const tried = invocations((attempt) => (attempt === 1 ? THROTTLED : FAILURE));
		tried.queue.invoke("sweep", {});
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(tried.attemptsAtSeconds).toEqual([0, 1]);
	});

	it("leaves the record that an on-failure destination receives", async () => {
		const { failures, queue } = invocations(() => FAILURE);
		queue.invoke("autoscaler", { a: 1 });
		await vi.advanceTimersByTimeAsync(200_000);
		expect(failures).toEqual([
			{
				version: "1.0",
				timestamp: "2026-11-23T12:03:00.000Z",
				requestContext: {
					requestId: "bad",
					functionArn: "arn:aws:lambda:us-east-1:000000000000:function:autoscaler:$LATEST",
					condition: "RetriesExhausted",
					approximateInvokeCount: 3,
				},
				requestPayload: { a: 1 },
				responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
				responsePayload: { errorType: "Error", errorMessage: "no" },
			},
		]);
	});

	it("is given up after six hours of throttling", async () => {
		const { failures, queue } = invocations(() => THROTTLED);
		queue.invoke("autoscaler", {});
		await vi.advanceTimersByTimeAsync(7 * 3_600_000);
		expect(failures.map((record) => record.requestContext.condition)).toEqual(["EventAgeExceeded"]);
	});

	it("is not tried again once the local cloud stops", async () => {
		const { attemptsAtSeconds, queue } = invocations(() => FAILURE);
		queue.invoke("autoscaler", {});
		await vi.advanceTimersByTimeAsync(10);
		await queue.close();
		queue.invoke("autoscaler", {});
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(attemptsAtSeconds).toEqual([0]);
	});
});
