import { cloudWatchLoad, dynamoHistory, kinesisStream, snsNotifier, sqsRecheck } from "@headroom/aws/autoscaler";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import { parseStreams } from "@headroom/config/settings";
import type { ManagedStream, Ports } from "@headroom/controller";
import { powertoolsTelemetry } from "./telemetry.ts";

export interface Autoscaler {
	readonly ports: Ports;
	readonly streams: readonly ManagedStream[];
}

/**
 * The loop's ports over AWS and the streams it looks after. Called once, when a function's module is loaded: clients are made then and kept, and
 * a deployment that is wrong fails before the first event.
 *
 * @param functionName whose environment is read
 * @throws ConfigError listing every fault of the environment, or every fault of the policies
 */
export function composeAutoscaler(
	functionName: "autoscaler" | "recheck" | "sweep",
	env: Readonly<Record<string, string | undefined>>,
): Autoscaler {
	const environment = readEnvironment(FUNCTIONS[functionName].environment, env);
	return {
		streams: parseStreams(environment.streams),
		ports: {
			clock: { nowMs: () => Date.now() },
			history: dynamoHistory({ tableName: environment.historyTableName }),
			load: cloudWatchLoad(),
			notifier: snsNotifier({ topicArn: environment.notificationsTopicArn }),
			recheck: sqsRecheck({ queueUrl: environment.recheckQueueUrl }),
			stream: kinesisStream(),
			telemetry: powertoolsTelemetry(functionName),
		},
	};
}
