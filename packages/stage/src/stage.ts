import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
	ConfigError,
	DRAIN_EVENT_SOURCE,
	FUNCTIONS,
	parseStreams,
	RECHECK_EVENT_SOURCE,
	ROUTES,
	SWEEP_RATE_MINUTES,
	TALLY_EVENT_SOURCE,
} from "@headroom/config";
import type { Policy } from "@headroom/engine";
import { CloudWatchTwin, KinesisTwin, WallClock } from "@headroom/twin";
import { answerControl, isControlRequest } from "./control-routes.ts";
import { putEmbeddedMetrics } from "./embedded-metrics.ts";
import { DynamoDb } from "./endpoint/dynamodb.ts";
import { endpointRoutes } from "./endpoint/endpoint-routes.ts";
import { startEndpoint } from "./endpoint/endpoint-server.ts";
import { Messaging } from "./endpoint/messaging.ts";
import { FunctionLogs } from "./function-logs.ts";
import { FunctionMetrics } from "./function-metrics.ts";
import { startGateway } from "./gateway/gateway-server.ts";
import { createAlarms, createResources } from "./resources.ts";
import { AsyncInvocations } from "./runtime/async-invocations.ts";
import { bundleFunctions, parseHandlerName } from "./runtime/bundle.ts";
import { LambdaRuntime } from "./runtime/lambda-runtime.ts";
import { StageError } from "./stage-error.ts";
import {
	ACCOUNT_ID,
	deployedName,
	FUNCTION_NAMES,
	functionArn,
	functionEnvironment,
	NAMES,
	REGION,
	type StageNames,
	streamArn,
} from "./stage-names.ts";
import { Timeline } from "./timeline.ts";
import { alarmActions } from "./triggers/alarm-actions.ts";
import { KinesisEventSource } from "./triggers/kinesis-event-source.ts";
import { startSchedule } from "./triggers/schedule.ts";
import { SqsEventSource } from "./triggers/sqs-event-source.ts";

export interface StageOptions {
	/** 4566 where absent; 0 takes a free port. */
	readonly endpointPort?: number;
	/** 4567 where absent; 0 takes a free port. */
	readonly apiPort?: number;
	/** Shards that the votes stream begins with; 1 where absent. */
	readonly shardCount?: number;
	/** `naive`: the article's place-vote, no alarms and no sweep. */
	readonly variant?: "headroom" | "naive";
	/** The alarm over the producers' own count, 10 s; without it the loop closes on the service's metric. */
	readonly fastAlarm?: boolean;
	/** false drops every alarm action: only the sweep is left. */
	readonly deliverAlarms?: boolean;
	/** Of the votes stream, as a person writes it; everything default where absent. */
	readonly policy?: object;
	/** Every line that the functions print is appended here. */
	readonly logFile?: string;
}

export interface StageDescription {
	readonly endpointUrl: string;
	readonly apiUrl: string;
	readonly region: string;
	readonly accountId: string;
	readonly names: StageNames;
	/** What did not come up: functions that could not be loaded, with the reason. */
	readonly faults: readonly string[];
}

export interface Stage {
	describe(): StageDescription;
	/** Takes no new work, lets what is under way finish, leaves nothing behind. */
	stop(): Promise<void>;
}

const DEFAULT_ENDPOINT_PORT = 4566;
const DEFAULT_API_PORT = 4567;

/** How long a stop waits for each kind of work under way. A drainer may run for a minute; everything here is forgotten anyway. */
const STOP_PATIENCE_MS = 2000;

const REPOSITORY_ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const NAIVE_PLACE_VOTE = "examples/naive/place-vote.handler";

/**
 * Brings the whole system up on this machine: the AWS services it uses, its HTTP API and its functions, wired as they are deployed.
 *
 * @throws StageError when a port, the policy or a function's source is at fault
 */
export async function startStage(options: StageOptions = {}): Promise<Stage> {
	const closers: (() => Promise<unknown> | unknown)[] = [];
	const closeAll = async (): Promise<void> => {
		for (const close of closers.splice(0).reverse()) await close();
	};
	try {
		const description = await bringUp(options, closers);
		return { describe: () => description, stop: closeAll };
	} catch (error) {
		await closeAll();
		throw error;
	}
}

/** In the order of what needs what; `closers` take it down the other way round. */
async function bringUp(options: StageOptions, closers: (() => Promise<unknown> | unknown)[]): Promise<StageDescription> {
	const { deliverAlarms = true, fastAlarm = true, shardCount = 1, variant = "headroom" } = options;
	const streamsJson = JSON.stringify({ [NAMES.votesStream]: options.policy ?? {} });
	const policy = readPolicy(streamsJson);
	const handlers = new Map(
		FUNCTION_NAMES.map((name) => [
			name as string,
			parseHandlerName(variant === "naive" && name === "place-vote" ? NAIVE_PLACE_VOTE : FUNCTIONS[name].handler),
		]),
	);
	const bundleDirectory = await mkdtemp(join(tmpdir(), "headroom-stage-"));
	closers.push(() => rm(bundleDirectory, { recursive: true, force: true }));
	const bundling = bundleFunctions(
		new Map([...handlers].map(([name, handler]) => [name, handler.sourcePath])),
		REPOSITORY_ROOT,
		bundleDirectory,
	);
	bundling.catch(() => {});

	const timeline = new Timeline();
	const onInternalError = (error: unknown): void => {
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
		console.error(`stage: ${message}`);
		timeline.record(Date.now(), { kind: "stage-fault", message });
	};
	const logs = await openLogs(options.logFile);
	closers.push(() => logs.close());

	const clock = new WallClock();
	closers.push(() => clock.close());
	const messaging = await Messaging.start(REGION, ACCOUNT_ID);
	closers.push(() => messaging.close());
	let invokeAsync = (_functionName: string, _event: object): boolean => false;
	const cloudWatch = new CloudWatchTwin({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		onAlarmAction: alarmActions({ deliver: deliverAlarms, invoke: (name, event) => invokeAsync(name, event), messaging, timeline }),
		onEvent: (event) => timeline.recordAlarm(event),
	});
	closers.push(() => cloudWatch.close());
	const kinesis = new KinesisTwin({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		metrics: cloudWatch,
		onEvent: (event) => timeline.recordKinesis(event),
	});
	const kinesisHandle = (operation: string, input: object): object => kinesis.handle(operation, input);
	const cloudWatchHandle = (operation: string, input: object): object => cloudWatch.handle(operation, input);
	const dynamoDb = await DynamoDb.start();
	closers.push(() => dynamoDb.close());

	const endpoint = await startEndpoint(
		options.endpointPort ?? DEFAULT_ENDPOINT_PORT,
		endpointRoutes({
			kinesis: kinesisHandle,
			cloudWatch: cloudWatchHandle,
			messaging,
			dynamoDb,
			control: (url) => (isControlRequest(url) ? answerControl(url, timeline, logs) : undefined),
			onInternalError,
		}),
	);
	closers.push(() => endpoint.close());
	messaging.reachedAt(endpoint.port);
	const { names, overflowQueue, recheckQueue } = await createResources(kinesisHandle, messaging, dynamoDb, shardCount);

	const functionMetrics = new FunctionMetrics(cloudWatch);
	closers.push(() => functionMetrics.close());
	const bundles = await bundling;
	const endpoints = { endpointUrl: endpoint.url, dynamoDbUrl: dynamoDb.url };
	const runtime = new LambdaRuntime({
		functions: FUNCTION_NAMES.map((name) => ({
			functionName: deployedName(name),
			functionArn: functionArn(deployedName(name)),
			bundleUrl: bundles.get(name) ?? "",
			exportName: handlers.get(name)?.exportName ?? "handler",
			memoryMb: FUNCTIONS[name].memoryMb,
			timeoutSeconds: FUNCTIONS[name].timeoutSeconds,
			environment: functionEnvironment(name, names, endpoints, streamsJson),
			onLogLines: (lines) => {
				const nowMs = clock.nowMs();
				for (const line of lines) {
					logs.append(deployedName(name), line, nowMs);
					const fault = putEmbeddedMetrics(cloudWatch, line, nowMs);
					if (fault !== undefined) logs.append(deployedName(name), `No metric was made of the line before: ${fault}`, nowMs);
				}
			},
		})),
		onInvocation: (functionName, outcome, durationMs) => {
			functionMetrics.invoked(functionName, outcome.kind, durationMs, clock.nowMs());
			if (outcome.kind !== "function-error") return;
			const { errorMessage, errorType } = outcome.error;
			timeline.record(clock.nowMs(), { kind: "function-error", functionName, errorType, message: errorMessage });
			logs.append(functionName, JSON.stringify(outcome.error), clock.nowMs());
		},
	});
	closers.push(() => runtime.close());
	const invoke = (functionName: string, eventJson: string) => runtime.invoke(functionName, eventJson);
	const asyncInvocations = new AsyncInvocations({
		invoke,
		functionArnOf: functionArn,
		onFailure: (functionName, record) =>
			timeline.record(clock.nowMs(), { kind: "given-up", functionName, reason: record.requestContext.condition, record }),
		onInternalError,
	});
	closers.push(() => within(STOP_PATIENCE_MS, asyncInvocations.close()));
	invokeAsync = (functionName, event) => {
		if (!runtime.has(functionName)) return false;
		asyncInvocations.invoke(functionName, event);
		return true;
	};

	const faults = (await runtime.warm()).map(({ functionName, reason }) => `${functionName} could not be loaded: ${reason}`);

	const gateway = await startGateway({
		port: options.apiPort ?? DEFAULT_API_PORT,
		routes: ROUTES.map(({ functionName, route }) => ({ routeKey: route, functionName: deployedName(functionName) })),
		identity: { accountId: ACCOUNT_ID, apiId: "local", domainName: "local.execute-api.us-east-1.amazonaws.com" },
		invoke,
	});

	const tally = new KinesisEventSource({
		kinesis: kinesisHandle,
		streamName: names.votesStream,
		streamArn: streamArn(names.votesStream),
		region: REGION,
		roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/headroom-tally`,
		settings: TALLY_EVENT_SOURCE,
		invoke: (eventJson) => invoke(deployedName(TALLY_EVENT_SOURCE.functionName), eventJson),
		onIteratorAge: (ageMs) => functionMetrics.iteratorAge(deployedName(TALLY_EVENT_SOURCE.functionName), ageMs, clock.nowMs()),
		onDiscarded: (shardId, records, reason) =>
			timeline.record(clock.nowMs(), {
				kind: "given-up",
				functionName: deployedName(TALLY_EVENT_SOURCE.functionName),
				reason,
				record: { shardId, sequenceNumbers: records.map((record) => record.SequenceNumber) },
			}),
		onInternalError,
	});
	const queueSource = (queue: typeof overflowQueue, settings: typeof DRAIN_EVENT_SOURCE | typeof RECHECK_EVENT_SOURCE): SqsEventSource =>
		new SqsEventSource({
			queue,
			queueByArn: (arn) => messaging.queueByArn(arn),
			region: REGION,
			accountId: ACCOUNT_ID,
			settings,
			invoke: (eventJson) => invoke(deployedName(settings.functionName), eventJson),
			onInternalError,
		});
	const eventSources = [tally, queueSource(overflowQueue, DRAIN_EVENT_SOURCE), queueSource(recheckQueue, RECHECK_EVENT_SOURCE)];
	for (const source of eventSources) source.start();
	closers.push(() => within(STOP_PATIENCE_MS, Promise.all(eventSources.map((source) => source.stop()))));
	if (variant === "headroom") {
		createAlarms(cloudWatchHandle, policy, names.notificationsTopicArn, fastAlarm);
		closers.push(
			startSchedule({
				ruleArn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/headroom-sweep`,
				accountId: ACCOUNT_ID,
				region: REGION,
				rateMs: SWEEP_RATE_MINUTES * 60_000,
				invoke: (event) => asyncInvocations.invoke(deployedName("sweep"), event),
			}),
		);
	}
	// Last to come, first to go: no vote is taken that nothing would count.
	closers.push(() => gateway.close(STOP_PATIENCE_MS));
	return { endpointUrl: endpoint.url, apiUrl: gateway.url, region: REGION, accountId: ACCOUNT_ID, names, faults };
}

/** Waits for `work`, but no longer than that. */
async function within(patienceMs: number, work: Promise<unknown>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const patience = new Promise((resolve) => {
		timer = setTimeout(resolve, patienceMs);
	});
	await Promise.race([work, patience]);
	clearTimeout(timer);
}

function readPolicy(streamsJson: string): Policy {
	try {
		const [votes] = parseStreams(streamsJson);
		if (votes === undefined) throw new Error("The policy of the votes stream was not read.");
		return votes.policy;
	} catch (error) {
		if (error instanceof ConfigError) throw new StageError(error.message);
		throw error;
	}
}

async function openLogs(path: string | undefined): Promise<FunctionLogs> {
	try {
		return await FunctionLogs.open(path);
	} catch (error) {
		throw new StageError(`The log file ${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
	}
}
