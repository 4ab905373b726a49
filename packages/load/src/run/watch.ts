import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { type LogSearchPort, type TraceStep, traceVote, type VoteOutcome } from "@headroom/voting";
import type { AnswerExample, AnswerGroup } from "../drive/load-result.ts";
import type { TargetView } from "../target/load-target.ts";
import { type LocalCloudEvent, LocalCloudEventReader } from "../target/local-cloud-events.ts";
import { type Reshard, timelineOf } from "../timeline.ts";
import type { StoredRun } from "./stored-run.ts";

const LOOK_EVERY_MS = 1000;

/** A trace is asked for that often while the load runs: the local cloud keeps the newest lines only. */
const TRACE_EVERY_LOOKS = 3;

/** Of each group of answers these are followed: 5xx and 429 to know why, 202 to know what became of it. 200 is the way that all go. */
const MOST_TRACED_GROUPS = 20;

/** Follows the target while the load runs: shards, what happened, memory, and the logs of one request of each group. */
export class Watch {
	readonly #view: TargetView;
	readonly #startedAtMs: number;
	readonly #events: LocalCloudEventReader | undefined;
	readonly #shards: { atMs: number; openShardCount: number }[] = [];
	readonly #memory: { atMs: number; bytes: number }[] = [];
	readonly #logs: LogSearchPort;
	readonly #traces = new Map<string, TracedGroup>();
	readonly #onEvents: (events: readonly LocalCloudEvent[]) => void;
	#localCloudEvents: readonly LocalCloudEvent[] = [];
	#looks = 0;
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<unknown> = Promise.resolve();

	constructor(view: TargetView, startedAtMs: number, onEvents: (events: readonly LocalCloudEvent[]) => void) {
		this.#view = view;
		this.#startedAtMs = startedAtMs;
		this.#onEvents = onEvents;
		this.#logs = view.logSearch(startedAtMs);
		this.#events = view.localCloud === undefined ? undefined : new LocalCloudEventReader(view.localCloud.endpointUrl);
	}

	start(groups: () => readonly AnswerGroup[]): void {
		this.#timer = setInterval(() => {
			// What one look missed the next one sees.
			this.#looking = this.#looking.then(() => this.#look(groups())).catch(() => {});
		}, LOOK_EVERY_MS);
	}

	/** The last look: it may not fail. */
	async finish(groups: readonly AnswerGroup[]): Promise<void> {
		this.stop();
		await this.#looking;
		await this.#lookAtStream();
		await this.#trace(groups);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	/** What is known by now. */
	seen(endMs: number): Pick<StoredRun, "functionErrors" | "reshards" | "shards" | "stageMemory" | "throttledWrites" | "traces"> {
		const shards = [...this.#shards];
		const stageMemory = [...this.#memory];
		const traces = [...this.#traces.values()].map(({ steps, ...traced }) => ({
			...traced,
			steps: steps.map(({ atMs, logGroup, says, text }) => ({ atMs, logGroup, says, text })),
		}));
		if (this.#events === undefined) return { shards, stageMemory, traces, reshards: reshardsIn(shards) };
		const { functionErrors, reshards, throttledWrites } = timelineOf(this.#localCloudEvents, this.#startedAtMs, endMs);
		return { shards, stageMemory, traces, reshards: [...reshards], functionErrors, throttledWrites };
	}

	async #look(groups: readonly AnswerGroup[]): Promise<void> {
		await this.#lookAtStream();
		this.#looks += 1;
		// On AWS the lines are kept: one search when it is over is enough, and costs less.
		if (this.#view.localCloud !== undefined && this.#looks % TRACE_EVERY_LOOKS === 0) await this.#trace(groups);
	}

	async #lookAtStream(): Promise<void> {
		const { kinesis, localCloud, streamName } = this.#view;
		const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
		const openShardCount = StreamDescriptionSummary?.OpenShardCount;
		if (openShardCount !== undefined && openShardCount !== this.#shards.at(-1)?.openShardCount) {
			this.#shards.push({ atMs: Date.now(), openShardCount });
		}
		if (this.#events !== undefined) {
			const told = this.#localCloudEvents.length;
			this.#localCloudEvents = [...(await this.#events.read())];
			this.#onEvents(this.#localCloudEvents.slice(told).filter(({ atMs }) => atMs >= this.#startedAtMs));
		}
		if (localCloud !== undefined) {
			const health = (await (await fetch(`${localCloud.endpointUrl}/_local-cloud/health`)).json()) as { memoryBytes?: number };
			if (health.memoryBytes !== undefined) this.#memory.push({ atMs: Date.now(), bytes: health.memoryBytes });
		}
	}

	/** The first request of each group; where it left no line that is still there, the newest one. */
	async #trace(groups: readonly AnswerGroup[]): Promise<void> {
		for (const group of groups.filter(({ status }) => status !== 200).slice(0, MOST_TRACED_GROUPS)) {
			const key = `${group.status} ${group.code}`;
			const known = this.#traces.get(key);
			if (known !== undefined && !isOpen(known.outcome)) continue;
			const example = known !== undefined && known.steps.length > 0 ? known.example : known === undefined ? group.first : group.newest;
			const trace = example.requestId === undefined ? undefined : await traceVote(this.#logs, example.requestId);
			const steps = merged(known?.example === example ? known.steps : [], trace?.steps ?? []);
			this.#traces.set(key, { status: group.status, code: group.code, example, steps, outcome: trace?.outcome ?? "unknown" });
		}
	}
}

interface TracedGroup extends Pick<AnswerGroup, "code" | "status"> {
	readonly example: AnswerExample;
	readonly steps: readonly TraceStep[];
	readonly outcome: VoteOutcome;
}

/** More lines may come. */
function isOpen(outcome: VoteOutcome): boolean {
	return outcome === "unknown" || outcome === "waiting";
}

/** Lines that have made room for newer ones since an earlier look are kept. */
function merged(earlier: readonly TraceStep[], now: readonly TraceStep[]): readonly TraceStep[] {
	const known = new Set(now.map(({ text }) => text));
	return [...earlier.filter(({ text }) => !known.has(text)), ...now].sort((left, right) => left.atMs - right.atMs);
}

/** Where nobody tells of calls, a change of the count is the end of a reshard. */
function reshardsIn(shards: readonly { readonly atMs: number; readonly openShardCount: number }[]): Reshard[] {
	return shards.slice(1).map(({ atMs, openShardCount }, index) => ({
		fromShardCount: shards[index]?.openShardCount ?? 0,
		toShardCount: openShardCount,
		acceptedAtMs: atMs,
		activeAtMs: atMs,
	}));
}
