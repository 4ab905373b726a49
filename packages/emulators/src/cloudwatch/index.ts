export type { AlarmAction, CloudWatchEvent } from "./alarm-book.ts";
export { type AlarmDatapoint, type AlarmRule, evaluateAlarm, evaluationRangePeriods } from "./alarm-evaluation.ts";
export type { AlarmEventBridgeEvent, AlarmLambdaEvent, AlarmSnsMessage } from "./alarm-events.ts";
export { CLOUDWATCH_OPERATIONS, CloudWatchEmulator, type CloudWatchEmulatorOptions } from "./cloudwatch-emulator.ts";
export { type EmbeddedMetric, type EmbeddedMetrics, parseEmbeddedMetrics } from "./embedded-metrics.ts";
export { cloudWatchErrorShape, cloudWatchQueryErrorCode } from "./errors.ts";
export { evaluationIntervalMs } from "./limits.ts";
export { type CloudWatchSettings, DEFAULT_CLOUDWATCH_SETTINGS } from "./settings.ts";
