import { z } from "zod";
import type { LoadModel } from "../drive/load-model.ts";
import type { AnswerExample, AnswerGroup, LatencyMs, LoadCounts, SecondSample } from "../drive/load-result.ts";
import { LoadError } from "../load-error.ts";
import type { Reshard } from "../timeline.ts";

const count = z.int().nonnegative();
const moment = z.number();

const latencyMs = z.object({
	mean: z.number(),
	p50: z.number(),
	p95: z.number(),
	p99: z.number(),
	max: z.number(),
}) satisfies z.ZodType<LatencyMs>;

const example = z.object({
	requestId: z.exactOptional(z.string()),
	path: z.string(),
	sentAtMs: moment,
	latencyMs: z.number(),
	retryAfter: z.exactOptional(z.string()),
	body: z.string(),
}) satisfies z.ZodType<AnswerExample>;

const group = z.object({ status: z.int(), code: z.string(), count, first: example, newest: example }) satisfies z.ZodType<AnswerGroup>;

const traceStep = z.object({ atMs: moment, logGroup: z.string(), says: z.string(), text: z.string() });

const tracedExample = z.object({
	example,
	outcome: z.enum(["counted", "counted-before", "failed", "refused", "unknown", "waiting"]),
	steps: z.array(traceStep),
});

const second = z.object({
	atMs: moment,
	sent: count,
	answers: z.record(z.string(), count),
	unanswered: count,
	latencyMs: z.exactOptional(latencyMs),
	inFlight: z.int(),
	openConnections: z.int(),
}) satisfies z.ZodType<SecondSample>;

const reshard = z.object({
	fromShardCount: count,
	toShardCount: count,
	acceptedAtMs: moment,
	activeAtMs: z.exactOptional(moment),
}) satisfies z.ZodType<Reshard>;

const model = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("users"), users: count, thinkMs: z.number(), rampUpSeconds: z.number() }),
	z.object({ kind: z.literal("rate"), ratePerSecond: z.number(), connections: count }),
]) satisfies z.ZodType<LoadModel>;

const counts = z.object({
	offered: count,
	byStatus: z.record(z.string(), count),
	unanswered: count,
	notSent: count,
}) satisfies z.ZodType<LoadCounts>;

/**
 * One run, complete or not: the contents of `load-results/<time>.json`. Times are milliseconds since the epoch.
 */
export const storedRunSchema = z.object({
	schemaVersion: z.literal(1),
	/** `running` in a file means that the program ended unexpectedly. */
	state: z.enum(["running", "complete", "interrupted", "failed"]),
	/** Why it failed. */
	failure: z.exactOptional(z.string()),
	target: z.string(),
	apiUrl: z.string(),
	pollId: z.string(),
	/** `naive` or `headroom`, if the run had a local cloud of its own. */
	variant: z.exactOptional(z.string()),
	machine: z.object({ cpu: z.string(), cores: count, memoryBytes: count, system: z.string(), node: z.string() }),
	model,
	durationSeconds: z.number(),
	startedAtMs: moment,
	counts,
	seconds: z.array(second),
	groups: z.array(group),
	/** For the groups that need an explanation: all log lines of one request. */
	traces: z.array(tracedExample.extend({ status: z.int(), code: z.string() })),
	latencyMs: z.exactOptional(latencyMs),
	correctedLatencyMs: z.exactOptional(latencyMs),
	latencyHistogram: z.exactOptional(z.string()),
	/** Read every second; an entry for each change. */
	shards: z.array(z.object({ atMs: moment, openShardCount: count })),
	reshards: z.array(reshard),
	/** Records that the local cloud's neighbour wrote beside the votes; absent without one. */
	neighbour: z.exactOptional(z.object({ recordsPerSecond: count, stored: count, throttled: count })),
	throttledWrites: z.exactOptional(count),
	functionErrors: z.exactOptional(count),
	/** Memory of the local cloud's process. */
	stageMemory: z.array(z.object({ atMs: moment, bytes: count })),
	/** Absent if the run did not wait for the count. */
	exactlyOnce: z.exactOptional(
		z.object({
			/** By voters; or by the total of the results alone, if the table cannot be read. */
			comparedBy: z.enum(["voters", "total"]),
			accepted: count,
			counted: count,
			lost: count,
			countedTwice: count,
			countedUnpromised: count,
			invented: count,
			holds: z.boolean(),
			countedAfterSeconds: z.exactOptional(z.number()),
		}),
	),
});

export type StoredRun = z.infer<typeof storedRunSchema>;

/** @throws LoadError that names the fault */
export function parseStoredRun(text: string, path: string): StoredRun {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new LoadError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
	}
	const parsed = storedRunSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new LoadError(`${path} is not a run of npm run load: ${issue?.path.join(".") || "the file"}: ${issue?.message ?? "unreadable"}.`);
}
