import { DRAIN_EVENT_SOURCE, RECHECK_EVENT_SOURCE, SWEEP_RATE_MINUTES, TALLY_EVENT_SOURCE } from "@headroom/config";
import type { LocalCloudFunctions } from "./functions.ts";
import { ACCOUNT_ID, deployedName, functionArn, REGION, streamArn } from "./names.ts";
import type { Resources } from "./resources.ts";
import type { EventSourceMapping } from "./services/lambda/event-source-mappings.ts";
import { KinesisEventSource } from "./services/lambda/event-sources/kinesis-event-source.ts";
import { SqsEventSource } from "./services/lambda/event-sources/sqs-event-source.ts";
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
		tallySource(services, functions, resources),
		queueSource(services, functions, resources.overflowQueue, DRAIN_EVENT_SOURCE),
		queueSource(services, functions, resources.recheckQueue, RECHECK_EVENT_SOURCE),
	];
	for (const source of sources) source.start();
	cleanup.defer(() => withPatience(Promise.all(sources.map((source) => source.stop()))));
}

/** Starts the sweep over all managed streams. */
export function startSweep({ schedules }: LocalCloudServices, { failedEventsQueue }: Resources): void {
	const sweep = deployedName("sweep");
	schedules.create(
		{
			Name: sweep,
			ScheduleExpression: SWEEP_RATE_MINUTES === 1 ? "rate(1 minute)" : `rate(${SWEEP_RATE_MINUTES} minutes)`,
			State: "ENABLED",
			FlexibleTimeWindow: { Mode: "OFF" },
			Target: {
				Arn: functionArn(sweep),
				RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/${sweep}-schedule`,
				RetryPolicy: { MaximumRetryAttempts: 0 },
				DeadLetterConfig: { Arn: failedEventsQueue.arn },
			},
		},
		SWEEP_RATE_MINUTES * 60_000,
	);
}

function tallySource(
	services: LocalCloudServices,
	functions: LocalCloudFunctions,
	{ failedEventsQueue, names }: Resources,
): KinesisEventSource {
	const { clock, kinesis, lambda, messaging, onInternalError, timeline } = services;
	const streamName = names.votesStream;
	const functionName = deployedName(TALLY_EVENT_SOURCE.functionName);
	return new KinesisEventSource({
		kinesis,
		streamName,
		streamArn: streamArn(streamName),
		region: REGION,
		roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/${functionName}`,
		settings: TALLY_EVENT_SOURCE,
		invoke: (eventJson) => functions.invoke(functionName, eventJson),
		isEnabled: lambda.eventSourceMappings.add(streamMapping(streamName, failedEventsQueue.arn, TALLY_EVENT_SOURCE)),
		onIteratorAge: (ageMs) => functions.metrics.iteratorAge(functionName, ageMs, clock.nowMs()),
		onDiscarded: (shardId, records, reason) => {
			const sequenceNumbers = records.map((record) => record.SequenceNumber);
			const record = { shardId, sequenceNumbers };
			timeline.record(clock.nowMs(), { kind: "given-up", functionName, reason, record });
			messaging.sendMessage(failedEventsQueue, JSON.stringify({ functionName, reason, ...record })).catch(onInternalError);
		},
		onInternalError,
	});
}

type QueueSettings = typeof DRAIN_EVENT_SOURCE | typeof RECHECK_EVENT_SOURCE;

/** The sources above in the form of Lambda's descriptions. */
function streamMapping(streamName: string, failedEventsQueueArn: string, settings: typeof TALLY_EVENT_SOURCE): EventSourceMapping {
	return {
		...mapping(streamArn(streamName), settings),
		StartingPosition: settings.startingPosition,
		ParallelizationFactor: settings.parallelizationFactor,
		BisectBatchOnFunctionError: settings.bisectBatchOnFunctionError,
		MaximumRetryAttempts: settings.maximumRetryAttempts,
		MaximumRecordAgeInSeconds: settings.maximumRecordAgeInSeconds,
		DestinationConfig: { OnFailure: { Destination: failedEventsQueueArn } },
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
	{ lambda, messaging, onInternalError }: LocalCloudServices,
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
		isEnabled: lambda.eventSourceMappings.add(queueMapping(queue, settings)),
		onInternalError,
	});
}
