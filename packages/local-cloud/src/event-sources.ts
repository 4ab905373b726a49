import { DRAIN_EVENT_SOURCE, RECHECK_EVENT_SOURCE, SWEEP_RATE_MINUTES, TALLY_EVENT_SOURCE } from "@headroom/config";
import type { LocalCloudFunctions } from "./functions.ts";
import { ACCOUNT_ID, deployedName, functionArn, REGION, streamArn } from "./names.ts";
import type { Resources } from "./resources.ts";
import { startSchedule } from "./services/eventbridge/schedule.ts";
import { KinesisEventSource } from "./services/lambda/event-sources/kinesis-event-source.ts";
import { SqsEventSource } from "./services/lambda/event-sources/sqs-event-source.ts";
import type { EventSourceMapping } from "./services/lambda/lambda-control.ts";
import type { SqsQueue } from "./services/sqs-sns/messaging.ts";
import type { LocalCloudServices } from "./start-services.ts";
import { withPatience } from "./stop-patience.ts";

/** Starts the event source mappings: the stream's consumer and the two queues'. */
export function startEventSources(
	services: LocalCloudServices,
	functions: LocalCloudFunctions,
	resources: Resources,
	cleanup: AsyncDisposableStack,
): void {
	const sources = [
		tallySource(services, functions, resources.names.votesStream),
		queueSource(services, functions, resources.overflowQueue, DRAIN_EVENT_SOURCE),
		queueSource(services, functions, resources.recheckQueue, RECHECK_EVENT_SOURCE),
	];
	for (const source of sources) source.start();
	services.lambda.eventSourceMappings.push(
		streamMapping(resources.names.votesStream, TALLY_EVENT_SOURCE),
		queueMapping(resources.overflowQueue, DRAIN_EVENT_SOURCE),
		queueMapping(resources.recheckQueue, RECHECK_EVENT_SOURCE),
	);
	cleanup.defer(() => withPatience(Promise.all(sources.map((source) => source.stop()))));
}

/** Starts the sweep over all managed streams. */
export function startSweep(functions: LocalCloudFunctions, cleanup: AsyncDisposableStack): void {
	const stop = startSchedule({
		ruleArn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/headroom-sweep`,
		accountId: ACCOUNT_ID,
		region: REGION,
		rateMs: SWEEP_RATE_MINUTES * 60_000,
		invoke: (event) => functions.invokeAsync(deployedName("sweep"), event),
	});
	cleanup.defer(stop);
}

function tallySource(services: LocalCloudServices, functions: LocalCloudFunctions, streamName: string): KinesisEventSource {
	const { clock, kinesis, onInternalError, timeline } = services;
	const functionName = deployedName(TALLY_EVENT_SOURCE.functionName);
	return new KinesisEventSource({
		kinesis,
		streamName,
		streamArn: streamArn(streamName),
		region: REGION,
		roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/${functionName}`,
		settings: TALLY_EVENT_SOURCE,
		invoke: (eventJson) => functions.invoke(functionName, eventJson),
		onIteratorAge: (ageMs) => functions.metrics.iteratorAge(functionName, ageMs, clock.nowMs()),
		onDiscarded: (shardId, records, reason) => {
			const sequenceNumbers = records.map((record) => record.SequenceNumber);
			timeline.record(clock.nowMs(), { kind: "given-up", functionName, reason, record: { shardId, sequenceNumbers } });
		},
		onInternalError,
	});
}

type QueueSettings = typeof DRAIN_EVENT_SOURCE | typeof RECHECK_EVENT_SOURCE;

/** The sources above in the form of Lambda's descriptions. */
function streamMapping(streamName: string, settings: typeof TALLY_EVENT_SOURCE): EventSourceMapping {
	return {
		...mapping(streamArn(streamName), settings),
		StartingPosition: settings.startingPosition,
		ParallelizationFactor: settings.parallelizationFactor,
		BisectBatchOnFunctionError: settings.bisectBatchOnFunctionError,
		MaximumRetryAttempts: settings.maximumRetryAttempts,
		MaximumRecordAgeInSeconds: settings.maximumRecordAgeInSeconds,
	};
}

function queueMapping(queue: SqsQueue, settings: QueueSettings): EventSourceMapping {
	return { ...mapping(queue.arn, settings), ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency } };
}

function mapping(eventSourceArn: string, settings: QueueSettings | typeof TALLY_EVENT_SOURCE): EventSourceMapping {
	return {
		EventSourceArn: eventSourceArn,
		FunctionArn: functionArn(deployedName(settings.functionName)),
		BatchSize: settings.batchSize,
		MaximumBatchingWindowInSeconds: settings.maximumBatchingWindowInSeconds,
		FunctionResponseTypes: settings.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
	};
}

function queueSource(
	{ messaging, onInternalError }: LocalCloudServices,
	functions: LocalCloudFunctions,
	queue: SqsQueue,
	settings: QueueSettings,
): SqsEventSource {
	return new SqsEventSource({
		queue,
		queueByArn: (arn) => messaging.queueByArn(arn),
		region: REGION,
		accountId: ACCOUNT_ID,
		settings,
		invoke: (eventJson) => functions.invoke(deployedName(settings.functionName), eventJson),
		onInternalError,
	});
}
