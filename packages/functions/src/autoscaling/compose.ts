import { cloudWatchLoad, dynamoHistory, dynamoManagedStreams, kinesisStream, notifiers, sqsRecheck } from "@headroom/aws/autoscaler";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import type { Ports } from "@headroom/controller";
import { type ManagedStreamFinder, managedStreamFinder } from "./find-streams.ts";
import { powertoolsTelemetry } from "./telemetry.ts";

export interface Autoscaler {
	readonly ports: Ports;
	readonly streams: ManagedStreamFinder;
}

/** What the handling of one event needs. */
export interface StreamAutoscaler {
	readonly ports: Ports;
	readonly streams: Pick<ManagedStreamFinder, "find">;
}

/**
 * The loop's ports over AWS and the finder of its managed streams. Called once, when a function's module is loaded: it creates the clients,
 * and a wrong deployment fails before the first event.
 *
 * @param functionName whose environment is read
 * @throws ConfigError listing every fault of the environment, or every fault of the policies
 */
export function composeAutoscaler(
	functionName: "autoscaler" | "recheck" | "sweep",
	env: Readonly<Record<string, string | undefined>>,
): Autoscaler {
	const environment = readEnvironment(FUNCTIONS[functionName].environment, env);
	const ports: Ports = {
		clock: { nowMs: () => Date.now() },
		history: dynamoHistory({ tableName: environment.historyTableName }),
		load: cloudWatchLoad(),
		notifier: notifiers({ topicArn: environment.notificationsTopicArn }),
		recheck: sqsRecheck({ queueUrl: environment.recheckQueueUrl }),
		stream: kinesisStream(),
		telemetry: powertoolsTelemetry(functionName),
	};
	const managedStreams = dynamoManagedStreams({ tableName: environment.historyTableName });
	return { ports, streams: managedStreamFinder(managedStreams, environment.streams, ports) };
}
