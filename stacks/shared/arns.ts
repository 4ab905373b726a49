import { accountId, partition, region } from "./account.ts";

/** ARNs of what has no resource at hand: a stream that exists already, an alarm by its pattern, a log group by its function. */
function arn(service: string, resource: string): string {
	return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

export const streamArn = (streamName: string): string => arn("kinesis", `stream/${streamName}`);

export const alarmArn = (alarmName: string): string => arn("cloudwatch", `alarm:${alarmName}`);

/** Streams of a function's own log group. */
export const logStreamsArn = (functionName: string): string => arn("logs", `log-group:/aws/lambda/${functionName}:log-stream:*`);

export const accountRootArn = `arn:${partition}:iam::${accountId}:root`;
