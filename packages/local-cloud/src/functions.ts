import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DRAIN_EVENT_SOURCE, FUNCTIONS, type FunctionDefinition, type FunctionName } from "@headroom/config";
import { deployedName, FUNCTION_NAMES, functionArn, functionConfiguration, functionEnvironment, functionSettings } from "./names.ts";
import type { Resources } from "./resources.ts";
import { putEmbeddedMetrics } from "./services/cloudwatch/log-metrics.ts";
import { FunctionMetrics } from "./services/lambda/function-metrics.ts";
import type { InvokeFunction, InvokeFunctionAsync } from "./services/lambda/invoke.ts";
import { AsyncInvocations } from "./services/lambda/runtime/async-invocations.ts";
import { bundleFunctions, type HandlerName, parseHandlerName, workerUrlIn } from "./services/lambda/runtime/bundle.ts";
import type { InvocationOutcome } from "./services/lambda/runtime/function-host.ts";
import { LambdaRuntime, type RuntimeFunction } from "./services/lambda/runtime/lambda-runtime.ts";
import type { LocalCloudServices } from "./start-services.ts";
import { withPatience } from "./stop-patience.ts";

const REPOSITORY_ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const NAIVE_PLACE_VOTE = "examples/naive/place-vote.handler";

/**
 * Two threads where one would falsify the results. place-vote takes the whole load, which is more than one core's work. The drainer keeps
 * its pace in its environment, and the event source runs two of them.
 */
const THREADS: Partial<Record<FunctionName, Pick<RuntimeFunction, "invocationsBeforeNextThread" | "threads">>> = {
	"place-vote": { threads: 2, invocationsBeforeNextThread: 4 },
	"drain-overflow": { threads: DRAIN_EVENT_SOURCE.maximumConcurrency },
};

/** Bundles, which are made while the services start. */
export interface FunctionBundles {
	readonly handlers: ReadonlyMap<FunctionName, HandlerName>;
	readonly urls: Promise<ReadonlyMap<string, string>>;
	readonly workerUrl: URL;
}

export interface LocalCloudFunctions {
	/** By deployed name. */
	readonly invoke: InvokeFunction;
	readonly invokeAsync: InvokeFunctionAsync;
	readonly metrics: FunctionMetrics;
	/** Functions that could not be loaded, with the reason. */
	readonly faults: readonly string[];
}

/** Begins to bundle every function; `urls` fails with a LocalCloudError that names what does not bundle. */
export async function startBundling(variant: "headroom" | "naive", cleanup: AsyncDisposableStack): Promise<FunctionBundles> {
	const handlers = new Map(
		FUNCTION_NAMES.map((name) => [
			name,
			parseHandlerName(variant === "naive" && name === "place-vote" ? NAIVE_PLACE_VOTE : FUNCTIONS[name].handler),
		]),
	);
	const directory = await mkdtemp(join(tmpdir(), "headroom-local-cloud-"));
	const sources = new Map([...handlers].map(([name, handler]) => [name as string, handler.sourcePath]));
	const urls = bundleFunctions(sources, REPOSITORY_ROOT, directory);
	// A second signal ends the process in the middle of the stop. The directory must not stay even then.
	const removeAtExit = (): void => rmSync(directory, { recursive: true, force: true });
	process.once("exit", removeAtExit);
	// Awaited when the services are up. A fault before that is reported then, and is no unhandled rejection until then.
	const settled = urls.catch(() => {});
	cleanup.defer(async () => {
		// Waits for bundles that are still being written: they must not outlive their directory.
		await settled;
		await rm(directory, { recursive: true, force: true });
		process.removeListener("exit", removeAtExit);
	});
	return { handlers, urls, workerUrl: workerUrlIn(directory) };
}

/** Loads every function with its environment, and connects its output to logs and metrics. */
export async function deployFunctions(
	bundles: FunctionBundles,
	services: LocalCloudServices,
	{ failedEventsQueue, names }: Resources,
	streamsJson: string,
	cleanup: AsyncDisposableStack,
): Promise<LocalCloudFunctions> {
	const { clock, cloudWatch, lambda, logs, messaging, onInternalError, rolePolicies, timeline } = services;
	const metrics = new FunctionMetrics(cloudWatch);
	cleanup.defer(() => metrics.close());
	const urls = await bundles.urls;
	const endpoints = { endpointUrl: services.endpointUrl, dynamoDbUrl: services.dynamoDb.url };
	const takeLines = (functionName: string, lines: readonly string[]): void => {
		const nowMs = clock.nowMs();
		if (rolePolicies.isDenied(functionName, "logs:PutLogEvents")) return;
		for (const line of lines) {
			logs.append(functionName, line, nowMs);
			const fault = putEmbeddedMetrics(cloudWatch, line, nowMs);
			if (fault !== undefined) logs.append(functionName, `The line before made no metric: ${fault}`, nowMs);
		}
	};
	const environments = new Map(FUNCTION_NAMES.map((name) => [name, functionEnvironment(name, names, endpoints, streamsJson)]));
	for (const [name, environment] of environments) {
		lambda.deploy(functionConfiguration(name, environment), functionSettings(name, failedEventsQueue.arn));
	}
	const runtime = new LambdaRuntime({
		functions: [...bundles.handlers].map(([name, { exportName }]) => ({
			functionName: deployedName(name),
			functionArn: functionArn(deployedName(name)),
			bundleUrl: urls.get(name) ?? "",
			workerUrl: bundles.workerUrl,
			exportName,
			memoryMb: FUNCTIONS[name].memoryMb,
			...THREADS[name],
			timeoutSeconds: FUNCTIONS[name].timeoutSeconds,
			environment: environments.get(name) ?? {},
			onLogLines: (lines) => takeLines(deployedName(name), lines),
		})),
		onInvocation: (functionName, outcome, durationMs) => {
			const nowMs = clock.nowMs();
			metrics.invoked(functionName, outcome.kind, durationMs, nowMs);
			if (outcome.kind !== "function-error") return;
			const { errorMessage, errorType } = outcome.error;
			timeline.record(nowMs, { kind: "function-error", functionName, errorType, message: errorMessage });
			logs.append(functionName, invokeErrorLine(outcome, nowMs), nowMs);
		},
	});
	cleanup.defer(() => runtime.close());
	const retryAttempts = new Map(
		FUNCTION_NAMES.map((name): [string, FunctionDefinition["maximumRetryAttempts"]] => {
			const { maximumRetryAttempts }: FunctionDefinition = FUNCTIONS[name];
			return [deployedName(name), maximumRetryAttempts];
		}),
	);
	const asyncInvocations = new AsyncInvocations({
		invoke: (functionName, eventJson) => runtime.invoke(functionName, eventJson),
		functionArnOf: functionArn,
		maximumRetryAttemptsOf: (functionName) => retryAttempts.get(functionName),
		onFailure: (functionName, record) => {
			timeline.record(clock.nowMs(), { kind: "given-up", functionName, reason: record.requestContext.condition, record });
			messaging.sendMessage(failedEventsQueue, JSON.stringify(record)).catch(onInternalError);
		},
		onInternalError,
	});
	cleanup.defer(() => withPatience(asyncInvocations.close()));
	const unloaded = await runtime.warm();
	return {
		invoke: (functionName, eventJson, clientContextJson) => runtime.invoke(functionName, eventJson, clientContextJson),
		invokeAsync: (functionName, event) => {
			if (!lambda.has(functionName)) return false;
			asyncInvocations.invoke(functionName, event);
			return true;
		},
		metrics,
		faults: unloaded.map(({ functionName, reason }) => `${functionName} could not be loaded: ${reason}`),
	};
}

/**
 * As Lambda's Node.js runtime prints an error that leaves the handler.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html read 2026-11-25
 */
function invokeErrorLine({ error, requestId }: Extract<InvocationOutcome, { kind: "function-error" }>, nowMs: number): string {
	const { errorMessage, errorType, trace } = error;
	const text = JSON.stringify({ errorType, errorMessage, stack: trace });
	return `${new Date(nowMs).toISOString()}\t${requestId}\tERROR\tInvoke Error\t${text}`;
}
