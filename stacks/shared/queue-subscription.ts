import type { DRAIN_EVENT_SOURCE, RECHECK_EVENT_SOURCE } from "@headroom/config";

/** An event source mapping as its definition has it. By the function's ARN, so that its permissions stay those of its own table. */
export function subscribeToQueue(
	queue: sst.aws.Queue,
	subscriber: sst.aws.Function,
	source: typeof DRAIN_EVENT_SOURCE | typeof RECHECK_EVENT_SOURCE,
): void {
	queue.subscribe(subscriber.arn, {
		transform: {
			eventSourceMapping: (args) => {
				args.batchSize = source.batchSize;
				args.maximumBatchingWindowInSeconds = source.maximumBatchingWindowInSeconds;
				args.scalingConfig = { maximumConcurrency: source.maximumConcurrency };
				args.functionResponseTypes = source.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [];
			},
		},
	});
}
