import { deploymentNames, deploymentOfStage } from "@headroom/config";
import { type Place, regionalArn } from "./place.ts";

// Looked up before anything is created, so that every ARN below is plain text.
export const { accountId } = await aws.getCallerIdentity();
export const { region } = await aws.getRegion();
const { partition } = await aws.getPartition();

export const place: Place = { partition, region, accountId };

/** `headroom-<stage>`: every name in the stage begins with it. */
export const deployment = deploymentOfStage($app.stage);

export const names = deploymentNames(deployment);

/** Whether streams and tables stay when somebody removes the stage. */
export const keepsData = $app.removal !== "remove";

// ARNs for which no resource is at hand: an existing stream, a pattern of alarms, a function's log group.

export const streamArn = (streamName: string): string => regionalArn(place, "kinesis", `stream/${streamName}`);

export const alarmArn = (alarmName: string): string => regionalArn(place, "cloudwatch", `alarm:${alarmName}`);

/** The streams of a function's own log group. */
export const logStreamsArn = (functionName: string): string =>
	regionalArn(place, "logs", `log-group:/aws/lambda/${functionName}:log-stream:*`);

export const accountRootArn = `arn:${partition}:iam::${accountId}:root`;
