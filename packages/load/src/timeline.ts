import type { LocalCloudEvent } from "./target/local-cloud-events.ts";

/** One reshard from the call that was accepted to the stream being ACTIVE again. Times in milliseconds since the epoch. */
export interface Reshard {
	readonly fromShardCount: number;
	readonly toShardCount: number;
	readonly acceptedAtMs: number;
	readonly activeAtMs?: number;
}

/** The course of a run, from the local cloud's own events. */
export interface Timeline {
	readonly firstThrottleAtMs?: number;
	readonly firstAlarm?: { readonly alarmName: string; readonly atMs: number };
	readonly reshards: readonly Reshard[];
	readonly lastThrottleAtMs?: number;
	readonly throttledWrites: number;
	/** Throttled writes per ten seconds from `startMs` on. */
	readonly throttledPerTenSeconds: readonly number[];
	/** Calls of UpdateShardCount that the service refused, with its messages. */
	readonly refusedCalls: readonly string[];
	readonly functionErrors: number;
}

const BUCKET_MS = 10_000;

/** @param events in the order in which they happened */
export function timelineOf(events: readonly LocalCloudEvent[], startMs: number, endMs: number): Timeline {
	const buckets: number[] = new Array(Math.max(1, Math.ceil((endMs - startMs) / BUCKET_MS))).fill(0);
	const reshards: Reshard[] = [];
	const refusedCalls: string[] = [];
	let firstThrottleAtMs: number | undefined;
	let lastThrottleAtMs: number | undefined;
	let firstAlarm: Timeline["firstAlarm"];
	let throttledWrites = 0;
	let functionErrors = 0;

	for (const event of events) {
		switch (event.kind) {
			case "write-throttled": {
				firstThrottleAtMs ??= event.atMs;
				lastThrottleAtMs = event.atMs;
				throttledWrites += event.records;
				const bucket = Math.min(buckets.length - 1, Math.max(0, Math.floor((event.atMs - startMs) / BUCKET_MS)));
				buckets[bucket] = (buckets[bucket] ?? 0) + event.records;
				break;
			}
			case "alarm-state":
				if (event.to === "ALARM" && firstThrottleAtMs !== undefined) firstAlarm ??= { alarmName: event.alarmName, atMs: event.atMs };
				break;
			case "update-shard-count":
				if (event.outcome === "accepted")
					reshards.push({ fromShardCount: event.currentShardCount, toShardCount: event.targetShardCount, acceptedAtMs: event.atMs });
				else refusedCalls.push(event.message ?? "refused");
				break;
			case "stream-active": {
				const running = reshards.findIndex((reshard) => reshard.activeAtMs === undefined);
				const reshard = reshards[running];
				if (reshard !== undefined) reshards[running] = { ...reshard, activeAtMs: event.atMs };
				break;
			}
			case "function-error":
				functionErrors += 1;
				break;
		}
	}
	return {
		...(firstThrottleAtMs !== undefined && { firstThrottleAtMs }),
		...(firstAlarm !== undefined && { firstAlarm }),
		...(lastThrottleAtMs !== undefined && { lastThrottleAtMs }),
		reshards,
		throttledWrites,
		throttledPerTenSeconds: buckets,
		refusedCalls,
		functionErrors,
	};
}
