import { ObservationError, type Ports } from "@headroom/controller";
import { InMemoryManagedStreams, inMemoryPorts } from "@headroom/controller/test-ports";
import { beforeEach, describe, expect, it } from "vitest";
import type { Autoscaler } from "../../src/autoscaling/compose.ts";
import { managedStreamFinder } from "../../src/autoscaling/find-streams.ts";
import { onAlarm } from "../../src/autoscaling/on-alarm.ts";
import { onRecheck } from "../../src/autoscaling/on-recheck.ts";
import { onSweep } from "../../src/autoscaling/on-sweep.ts";
import { event, eventWith } from "./support/event.ts";

/**
 * The functions' roles let them reshard every stream of the Region (docs/permissions.md), so that it is for the functions to reshard none but the
 * managed ones. Here `votes` is deployed, and `orders` is a stream beside it. Both are throttled and want more shards.
 */
const NOW_MS = Date.parse("2026-11-23T10:00:25Z");

let ports: ReturnType<typeof inMemoryPorts>;
let stored: InMemoryManagedStreams;

beforeEach(() => {
	ports = inMemoryPorts({ nowMs: () => NOW_MS });
	stored = new InMemoryManagedStreams();
	for (const streamName of ["votes", "orders"]) {
		ports.stream.put(streamName, { openShardCount: 1 });
		ports.load.put(streamName, {
			fastWindow: { kind: "measured", startMs: NOW_MS - 10_000, windowSeconds: 10, throttledRecords: 8_000 },
		});
	}
});

function autoscaler(changes: Partial<Ports> = {}): Autoscaler {
	const used = { ...ports, ...changes };
	return { ports: used, limiter: { waitUntil: () => undefined }, streams: managedStreamFinder(stored, '{"votes":{}}', used) };
}

function about(streamName: string, name: string): unknown {
	return JSON.parse(JSON.stringify(event(name)).replaceAll("votes", streamName));
}

/** Everything that can wake a function for a stream of its name. */
const WAKEUPS: readonly { readonly title: string; readonly wake: (streamName: string, woken: Autoscaler) => Promise<unknown> }[] = [
	...["alarm-lambda-action", "alarm-lambda-action-math", "alarm-sns", "alarm-sns-math", "alarm-event-bridge"].map((name) => ({
		title: `an alarm (${name})`,
		wake: (streamName: string, woken: Autoscaler) => onAlarm(woken, about(streamName, name)),
	})),
	{
		title: "an alarm with a managed stream's name and another's metric",
		wake: (streamName, woken) =>
			onAlarm(
				woken,
				eventWith(
					"alarm-lambda-action",
					["alarmData", "configuration", "metrics", 0, "metricStat", "metric", "dimensions", "StreamName"],
					streamName,
				),
			),
	},
	{ title: "a re-check", wake: (streamName, woken) => onRecheck(woken, JSON.stringify({ streamName, reason: "still-throttled" })) },
	{ title: "the sweep", wake: (_, woken) => onSweep(woken, undefined) },
];

const resharded = () => new Set(ports.stream.calls.map(({ streamName }) => streamName));

describe.each(WAKEUPS)("$title", ({ wake }) => {
	it("never reshards a stream that is not managed", async () => {
		await wake("orders", autoscaler());
		expect(resharded()).not.toContain("orders");
	});

	it("reshards that stream once it is attached: nothing else kept it from it", async () => {
		await stored.put({ streamName: "orders", written: {}, by: "ana", atMs: NOW_MS }, 0);
		await wake("orders", autoscaler());
		expect(resharded()).toContain("orders");
	});

	it("does not reshard a stream again that was detached", async () => {
		await stored.put({ streamName: "orders", written: {}, by: "ana", atMs: NOW_MS }, 0);
		await stored.remove("orders");
		await wake("orders", autoscaler());
		expect(resharded()).not.toContain("orders");
	});

	it("does not reshard a stream that somebody stored a policy for and that the role may not describe", async () => {
		await stored.put({ streamName: "orders", written: { minShardCount: 8 }, by: "mallory", atMs: NOW_MS }, 0);
		const describeOnlyVotes = async (streamName: string) => {
			if (streamName === "votes") return ports.stream.describe(streamName);
			throw new ObservationError(`kinesis:DescribeStreamSummary on stream ${streamName} was denied.`, {
				code: "observation.access-denied",
				retryable: false,
				streamName,
			});
		};
		const stream = {
			describe: describeOnlyVotes,
			describeAccount: () => ports.stream.describeAccount(),
			lineageSince: () => ports.stream.lineageSince(),
			updateShardCount: (streamName: string, targetShardCount: number) => ports.stream.updateShardCount(streamName, targetShardCount),
		};
		await expect(wake("orders", autoscaler({ stream }))).rejects.toThrow();
		expect(resharded()).not.toContain("orders");
	});
});
