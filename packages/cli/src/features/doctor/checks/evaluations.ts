import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, STREAM_NAME_DIMENSION } from "@headroom/controller";
import { span } from "../../../shared/format/time.ts";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** The sweep runs every minute, and its metric arrives some seconds later. */
const EVALUATED_WITHIN_MS = 5 * 60_000;

/** Younger than that, nothing can have evaluated a stream for so long. Undefined where it cannot be read: the check of the functions says so. */
async function deployedSinceMs({ session }: CheckContext): Promise<number | undefined> {
	try {
		const FunctionName = session.names.functions.sweep;
		const { LastModified } = await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
		const atMs = Date.parse(LastModified ?? "");
		return Number.isNaN(atMs) ? undefined : atMs;
	} catch {
		return undefined;
	}
}

/** Finds streams without evaluations: every evaluation publishes the shard count. */
export function checkEvaluations(context: CheckContext): Promise<readonly Finding[]> {
	const { ports, session } = context;
	const nowMs = ports.clock.nowMs();
	let sinceMs: Promise<number | undefined> | undefined;
	return checkEachStream(context, async ({ streamName }): Promise<readonly Finding[]> => {
		const { Datapoints = [] } = await session.cloudWatch().send(
			new GetMetricStatisticsCommand({
				Namespace: HEADROOM_NAMESPACE,
				MetricName: HEADROOM_METRICS.openShardCount,
				Dimensions: [{ Name: STREAM_NAME_DIMENSION, Value: streamName }],
				StartTime: new Date(nowMs - EVALUATED_WITHIN_MS),
				EndTime: new Date(nowMs),
				Period: 60,
				Statistics: ["SampleCount"],
			}),
		);
		if (Datapoints.length > 0) return [];
		sinceMs ??= deployedSinceMs(context);
		const deployedForMs = nowMs - ((await sinceMs) ?? Number.NEGATIVE_INFINITY);
		if (deployedForMs < EVALUATED_WITHIN_MS) {
			const says = `Nothing has evaluated ${streamName} yet: the deployment is ${span(deployedForMs)} old, and the sweep runs every minute.`;
			return [{ severity: "unchecked", code: "stream.not-evaluated-yet", where: streamName, says, fix: [] }];
		}
		return [
			{
				severity: "problem",
				code: "stream.not-evaluated",
				where: streamName,
				says: `Nothing has evaluated ${streamName} in the last 5 minutes, although the sweep runs every minute.`,
				fix: [`aws logs tail /aws/lambda/${session.names.functions.sweep} --since 10m`],
			},
		];
	});
}
