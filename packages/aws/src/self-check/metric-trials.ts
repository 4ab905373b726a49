import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE } from "@headroom/controller";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import type { Trial } from "./run-trials.ts";

const MINUTE_MS = 60_000;

export function selfCheckCloudWatch(): CloudWatchClient {
	return new CloudWatchClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS));
}

export function getMetricDataTrial(client: CloudWatchClient, nowMs: number): Trial {
	const Metric = { Namespace: HEADROOM_NAMESPACE, MetricName: HEADROOM_METRICS.openShardCount };
	return {
		action: "cloudwatch:GetMetricData",
		on: "*",
		call: () =>
			client.send(
				new GetMetricDataCommand({
					StartTime: new Date(nowMs - MINUTE_MS),
					EndTime: new Date(nowMs),
					MetricDataQueries: [{ Id: "m0", MetricStat: { Metric, Period: 60, Stat: "Maximum" } }],
				}),
			),
	};
}
