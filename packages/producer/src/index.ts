export { cloudWatchThrottles, type MetricWriter } from "./cloudwatch-throttles.ts";
export { embeddedThrottles, writeThrottlesDirective } from "./embedded-throttles.ts";
export type { KinesisWriter, PutRecordInput, PutRecordOutput, PutRecordsInput, PutRecordsOutput } from "./kinesis-writer.ts";
export { createProducer, type Producer, type ProducerOptions } from "./producer.ts";
export { isShardThrottle, throttledShardId } from "./shard-throttle.ts";
export { throttlesForRuntime, WRITE_THROTTLES_METRIC } from "./throttle-metric.ts";
export type { ThrottlePublisher } from "./throttle-publisher.ts";
