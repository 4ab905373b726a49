export * from "./clock.ts";
export * from "./cloudwatch/index.ts";
export type { KinesisEvent, OpenShardRange } from "./kinesis/events.ts";
export { KINESIS_OPERATIONS, KinesisEmulator, type KinesisEmulatorOptions } from "./kinesis/kinesis-emulator.ts";
export { metricDelayMs } from "./kinesis/minute-metrics.ts";
export { DEFAULT_KINESIS_SETTINGS, type KinesisSettings } from "./kinesis/settings.ts";
export type { SubscriptionListener } from "./kinesis/shard-subscription.ts";
export type * from "./metric-datum.ts";
export * from "./service-error.ts";
