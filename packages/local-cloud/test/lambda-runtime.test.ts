import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";
import { LambdaRuntime } from "../src/services/lambda/runtime/lambda-runtime.ts";

const MISBEHAVING = new URL("./fixtures/misbehaving.mjs", import.meta.url).href;
const BROKEN = new URL("./fixtures/broken-at-start.mjs", import.meta.url).href;

const lines: string[] = [];
const ended: { functionName: string; kind: InvocationOutcome["kind"] }[] = [];
let runtime: LambdaRuntime;

function definition(functionName: string, bundleUrl: string, timeoutSeconds: number, exportName = "handler") {
	return {
		functionName,
		functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
		bundleUrl,
		exportName,
		memoryMb: 256,
		timeoutSeconds,
		environment: { AWS_REGION: "us-east-1", ONLY_MINE: "yes" },
		onLogLines: (printed: readonly string[]) => lines.push(...printed),
	};
}

beforeAll(() => {
	process.env["OF_THE_PARENT"] = "must not be seen";
	runtime = new LambdaRuntime({
		concurrency: 3,
		functions: [
			definition("patient", MISBEHAVING, 10),
			definition("hasty", MISBEHAVING, 0.2),
			definition("broken", BROKEN, 1),
			definition("no-handler", MISBEHAVING, 1, "notAFunction"),
		],
		onInvocation: (functionName, outcome) => ended.push({ functionName, kind: outcome.kind }),
	});
});

afterAll(() => runtime.close());

const invoke = (functionName: string, event: object): Promise<InvocationOutcome> => runtime.invoke(functionName, JSON.stringify(event));

describe("an invocation", () => {
	const answers: readonly { title: string; event: object; payload: unknown }[] = [
		{
			title: "answers what the handler returns, as JSON",
			event: { do: "answer", value: { a: [1, "é", null] } },
			payload: { a: [1, "é", null] },
		},
		{ title: "answers null for undefined, as Lambda does", event: { do: "undefined" }, payload: null },
	];
	it.each(answers)("$title", async ({ event, payload }) => {
		const outcome = await invoke("patient", event);
		expect(outcome.kind === "success" && JSON.parse(outcome.payload)).toEqual(payload);
	});

	const failures: readonly { title: string; event: object; errorType: string; message: RegExp }[] = [
		{ title: "reports an exception with its type and message", event: { do: "throw" }, errorType: "TypeError", message: /^on purpose$/ },
		{ title: "reports a thrown string", event: { do: "throw-text" }, errorType: "string", message: /^a bare string$/ },
		{
			title: "reports an answer that JSON cannot hold",
			event: { do: "circular" },
			errorType: "Runtime.MarshalError",
			message: /circular/i,
		},
		{ title: "reports the exit of the runtime", event: { do: "exit" }, errorType: "Runtime.ExitError", message: /exit status 3$/ },
		{ title: "reports an unhandled rejection", event: { do: "reject-unhandled" }, errorType: "Error", message: /^nobody listens$/ },
		{ title: "reports an exception outside the handler", event: { do: "throw-later" }, errorType: "Error", message: /^out of the blue$/ },
	];
	it.each(failures)("$title, and the function serves the next one", async ({ errorType, event, message }) => {
		const outcome = await invoke("patient", event);
		if (outcome.kind !== "function-error") expect.unreachable(`outcome is ${outcome.kind}`);
		expect(outcome.error.errorType).toBe(errorType);
		expect(outcome.error.errorMessage).toMatch(message);
		expect(await invoke("patient", { do: "answer", value: 1 })).toMatchObject({ kind: "success", payload: "1" });
	});

	it("has a context that counts down to its timeout", async () => {
		const outcome = await invoke("patient", { do: "context" });
		const context = outcome.kind === "success" ? JSON.parse(outcome.payload) : {};
		expect(context).toMatchObject({
			functionName: "patient",
			functionVersion: "$LATEST",
			memoryLimitInMB: "256",
			awsRequestId: outcome.requestId,
		});
		expect(context.remainingMs).toBeGreaterThan(5_000);
		expect(context.remainingMs).toBeLessThanOrEqual(10_000);
	});

	it("sees its own environment and nothing of the local cloud's", async () => {
		const outcome = await invoke("patient", { do: "environment" });
		expect(outcome.kind === "success" && JSON.parse(outcome.payload)).toEqual({ AWS_REGION: "us-east-1", ONLY_MINE: "yes" });
	});

	it("has its output captured in whole lines", async () => {
		lines.length = 0;
		await invoke("patient", { do: "print" });
		await expect.poll(() => lines.length).toBe(4);
		expect(lines.toSorted()).toEqual(["and no line end", "in two pieces", "to stderr", "to stdout"]);
	});
});

describe("a timeout", () => {
	it.each([
		{ title: "ends a handler that waits for ever", event: { do: "hang" } },
		{ title: "ends a handler that spins, and the function serves the next one", event: { do: "spin" } },
	])("$title", async ({ event }) => {
		const outcome = await invoke("hasty", event);
		if (outcome.kind !== "function-error") expect.unreachable(`outcome is ${outcome.kind}`);
		expect(outcome.error.errorMessage).toMatch(/^\d{4}-.*Z [0-9a-f-]{36} Task timed out after 0\.20 seconds$/);
		await expect.poll(async () => (await invoke("hasty", { do: "answer", value: "again" })).kind, { timeout: 10_000 }).toBe("success");
	});
});

describe("a timeout beside others that are answered", () => {
	it("ends the one invocation and leaves the thread to the others", async () => {
		const hanging = invoke("hasty", { do: "hang" });
		const threads = new Set<unknown>();
		let outcome: InvocationOutcome | undefined;
		void hanging.then((ended) => {
			outcome = ended;
		});
		while (outcome === undefined) {
			const other = await invoke("hasty", { do: "thread" });
			threads.add(other.kind === "success" ? other.payload : other);
		}
		expect(outcome).toMatchObject({ kind: "function-error", error: { errorType: "Sandbox.Timedout" } });
		expect(await invoke("hasty", { do: "thread" })).toMatchObject({ kind: "success", payload: [...threads][0] });
		expect(threads.size).toBe(1);
	});
});

describe("a function that cannot be loaded", () => {
	it("is named with the reason when warmed", async () => {
		expect(await runtime.warm()).toEqual([
			{ functionName: "broken", reason: "environment: HEADROOM_STREAMS must be set, is not set" },
			{ functionName: "no-handler", reason: "notAFunction is undefined or not exported" },
		]);
	});

	it("fails each invocation with that reason", async () => {
		expect(await invoke("broken", {})).toMatchObject({ kind: "function-error", error: { errorMessage: /HEADROOM_STREAMS/ } });
		expect(await invoke("no-handler", {})).toMatchObject({ kind: "function-error", error: { errorType: "Runtime.HandlerNotFound" } });
	});
});

describe("the account's concurrency", () => {
	it("throttles what is over it, without asking the function", async () => {
		ended.length = 0;
		const hanging = Array.from({ length: 3 }, () => invoke("hasty", { do: "hang" }));
		expect((await invoke("patient", { do: "answer", value: 1 })).kind).toBe("throttled");
		expect(ended).toEqual([{ functionName: "patient", kind: "throttled" }]);
		await Promise.all(hanging);
		expect((await invoke("patient", { do: "answer", value: 1 })).kind).toBe("success");
	});

	it("is not for functions that are not deployed", async () => {
		await expect(invoke("missing", {})).rejects.toThrow("Function not found: missing");
	});
});

describe("a function with two threads", () => {
	it("gives each invocation to the thread that has fewer under way", async () => {
		expect(await threadsOf(6, {})).toEqual([3, 3]);
	});

	it("fills the first thread up to its number before the second gets any", async () => {
		expect(await threadsOf(3, { invocationsBeforeNextThread: 4 })).toEqual([3]);
		expect(await threadsOf(6, { invocationsBeforeNextThread: 4 })).toEqual([4, 2]);
		expect(await threadsOf(10, { invocationsBeforeNextThread: 4 })).toEqual([5, 5]);
	});

	/** How many of so many invocations at once each thread gets. */
	async function threadsOf(count: number, filling: { readonly invocationsBeforeNextThread?: number }): Promise<readonly number[]> {
		const shared = new LambdaRuntime({
			functions: [{ ...definition("shared", MISBEHAVING, 10), threads: 2, ...filling }],
			onInvocation: () => {},
		});
		try {
			await shared.warm();
			const atOnce = await Promise.all(Array.from({ length: count }, () => shared.invoke("shared", JSON.stringify({ do: "thread" }))));
			const threads = atOnce.map((outcome) => (outcome.kind === "success" ? outcome.payload : outcome.kind));
			return [...Map.groupBy(threads, (thread) => thread).values()].map(({ length }) => length);
		} finally {
			await shared.close();
		}
	}
});
