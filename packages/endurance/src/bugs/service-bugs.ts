import { type LoadPort, ReshardError, type StreamPort } from "@headroom/controller";
import type { LoadDatapoint } from "@headroom/engine";
import type { SeededBug } from "./seeded-bug.ts";

const MINUTE_MS = 60_000;

/** What the stale description remembers, by process. */
const STALE = new WeakMap<
	StreamPort,
	Map<string, { readonly atMs: number; readonly described: Awaited<ReturnType<StreamPort["describe"]>> }>
>();

/** Bugs in what is asked of Kinesis, read from CloudWatch, and told over SNS. */
export const SERVICE_BUGS = {
	"lost-answer-is-no": {
		is: "a call without an answer is taken for refused",
		stream: (stream) => ({
			updateShardCount: (...args) =>
				stream.updateShardCount(...args).catch((error: unknown) => {
					if (!(error instanceof ReshardError)) throw error;
					return { kind: "refused", refusal: "other", message: error.message };
				}),
		}),
	},
	"act-sent-again": {
		is: "a call without an answer is sent again, and the second answer counts",
		stream: (stream) => ({ updateShardCount: (...args) => stream.updateShardCount(...args).catch(() => stream.updateShardCount(...args)) }),
	},
	"target-doubled": {
		is: "the call asks for one shard more than was decided",
		stream: (stream) => ({ updateShardCount: (streamName, target) => stream.updateShardCount(streamName, target + 1) }),
	},
	"failure-swallowed": {
		is: "a message that could not be sent is taken for sent",
		notifier: (notifier) => ({ publish: (notification) => notifier.publish(notification).catch(() => {}) }),
	},
	"wrong-stream-told": {
		is: "messages name another stream",
		notifier: (notifier) => ({
			publish: (notification) => notifier.publish({ ...notification, streamName: `${notification.streamName}-copy` }),
		}),
	},
	"refusals-hidden": {
		is: "refusals, blocks and failures are not told",
		notifier: (notifier) => ({
			publish: async (notification) =>
				["refused", "blocked", "failed"].includes(notification.kind) ? undefined : notifier.publish(notification),
		}),
	},
	"sent-ten-times": {
		is: "every message is sent ten times",
		notifier: (notifier) => ({
			publish: async (notification) => {
				for (let times = 0; times < 10; times += 1) await notifier.publish(notification);
			},
		}),
	},
	"description-stale": {
		is: "the description of a stream is remembered for ten minutes",
		stream: (stream, clock) => ({
			describe: async (streamName) => {
				const known = STALE.get(stream)?.get(streamName);
				if (known !== undefined && clock.nowMs() - known.atMs < 10 * MINUTE_MS) return known.described;
				const described = await stream.describe(streamName);
				STALE.set(stream, (STALE.get(stream) ?? new Map()).set(streamName, { atMs: clock.nowMs(), described }));
				return described;
			},
		}),
	},
	"always-updating": {
		is: "a stream that was resharded is seen as UPDATING for ever",
		stream: (stream) => ({
			describe: async (streamName) => {
				const described = await stream.describe(streamName);
				return described.openShardCount > 4 ? { ...described, streamStatus: "UPDATING" } : described;
			},
		}),
	},
	"never-out": {
		is: "scaling out is never asked for",
		stream: (stream) => ({
			updateShardCount: async (streamName, target) => {
				const { openShardCount } = await stream.describe(streamName);
				if (target < openShardCount) return stream.updateShardCount(streamName, target);
				return { kind: "refused", refusal: "other", message: "It was not asked for." };
			},
		}),
	},
	"silence-is-calm": {
		is: "metrics that cannot be read are taken for an hour of zeros",
		load: (load) => ({
			read: (...args) => load.read(...args).catch(() => calm(args[2])),
		}),
	},
	"records-for-thousands": {
		is: "the load is read as a tenth of what it is",
		load: (load) => ({
			read: async (...args) => {
				const read = await load.read(...args);
				return {
					...read,
					fastWindow: { kind: "no-data" },
					minutes: read.minutes.map((minute) => ({
						...minute,
						incomingRecords: minute.incomingRecords / 10,
						incomingBytes: minute.incomingBytes / 10,
						throttledRecords: 0,
					})),
				};
			},
		}),
	},
} as const satisfies Readonly<Record<string, SeededBug>>;

function calm(nowMs: number): Awaited<ReturnType<LoadPort["read"]>> {
	const newestStartMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
	const minutes = Array.from({ length: 65 }, (_, ago): LoadDatapoint => {
		return {
			startMs: newestStartMs - (64 - ago) * MINUTE_MS,
			periodSeconds: 60,
			incomingRecords: 0,
			incomingBytes: 0,
			throttledRecords: 0,
		};
	});
	return { minutes, fastWindow: { kind: "no-data" }, iteratorAge: { kind: "known", maxMs: 0 }, shardThrottles: { kind: "no-data" } };
}
