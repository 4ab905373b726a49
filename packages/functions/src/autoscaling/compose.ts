import { functionPorts } from "@headroom/aws/autoscaler";
import { sharesOf } from "@headroom/aws/call-rates";
import { RateLimiter } from "@headroom/aws/rate-limiter";
import { FUNCTIONS } from "@headroom/config/deployment";
import { readEnvironment } from "@headroom/config/environment";
import { type Ports, withAccountRemembered } from "@headroom/controller";
import { type ManagedStreamFinder, managedStreamFinder } from "./find-streams.ts";
import { powertoolsTelemetry } from "./telemetry.ts";

export interface Autoscaler {
	readonly ports: Ports;
	readonly streams: ManagedStreamFinder;
	/** To be told, at each invocation, until when it may wait. */
	readonly limiter: Pick<RateLimiter, "waitUntil">;
}

/** What the handling of one event needs. */
export interface StreamAutoscaler {
	readonly ports: Ports;
	readonly streams: Pick<ManagedStreamFinder, "find">;
}

/** Of one call that AWS refuses for the account's rate: an evaluation has a few one after the other, and a minute. */
const PATIENCE_MS = 10_000;

/** Sent once: see KinesisStreamOptions. */
const TRIED_ONCE: ReadonlySet<string> = new Set(["kinesis:DescribeLimits", "kinesis:UpdateShardCount"]);

/** How long the account's shards are believed: DescribeLimits takes one call a second, of everybody. */
const ACCOUNT_MAX_AGE_MS = 30_000;

/**
 * The loop's ports over AWS and the finder of its managed streams. Called once, when a function's module is loaded: it creates the clients,
 * and a wrong deployment fails before the first event.
 *
 * @param functionName whose environment is read, and whose share of the account's rates is kept to
 * @throws ConfigError listing every fault of the environment, or every fault of the policies
 */
export function composeAutoscaler(
	functionName: "autoscaler" | "recheck" | "sweep",
	env: Readonly<Record<string, string | undefined>>,
): Autoscaler {
	const environment = readEnvironment(FUNCTIONS[functionName].environment, env);
	const limiter = new RateLimiter({ shares: sharesOf(functionName), patienceMs: PATIENCE_MS, triedOnce: TRIED_ONCE });
	const { managedStreams, stream, ...loopPorts } = functionPorts({
		tableName: environment.historyTableName,
		topicArn: environment.notificationsTopicArn,
		recheckQueueUrl: environment.recheckQueueUrl,
		limiter,
	});
	const clock = { nowMs: () => Date.now() };
	const ports: Ports = {
		...loopPorts,
		clock,
		stream: withAccountRemembered(stream, clock, ACCOUNT_MAX_AGE_MS),
		telemetry: powertoolsTelemetry(functionName),
	};
	return { ports, limiter, streams: managedStreamFinder(managedStreams, environment.streams, ports) };
}
