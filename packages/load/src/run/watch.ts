import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import { type LogSearchPort, type TraceStep, traceVote, type VoteOutcome } from "@headroom/voting";
import type { AnswerExample, AnswerGroup } from "../drive/load-result.ts";
import type { TargetView } from "../target/load-target.ts";
import { type LocalCloudEvent, LocalCloudEventReader } from "../target/local-cloud-events.ts";
import { type Reshard, timelineOf } from "../timeline.ts";
import type { StoredRun } from "./stored-run.ts";

const LOOK_EVERY_MS = 1000;

/** Traces are read every so many looks while the load runs, because the local cloud keeps only the newest lines. */
const TRACE_EVERY_LOOKS = 3;

/** The groups of answers that are traced: 5xx and 429 for the reason, 202 for the outcome. 200 is the normal way. */
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
			// The next look sees what a failed one missed.
			this.#looking = this.#looking.then(() => this.#look(groups())).catch(() => {});
		}, LOOK_EVERY_MS);
	}

	/** The last look, which must not fail. */
	async finish(groups: readonly AnswerGroup[]): Promise<void> {
		this.stop();
		await this.#looking;
		await this.#lookAtStream();
		await this.#trace(groups);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	/** The findings so far. */
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
		// AWS keeps the lines: one search at the end is enough, and costs less.
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
			const passedOn = this.#localCloudEvents.length;
			this.#localCloudEvents = [...(await this.#events.read())];
			this.#onEvents(this.#localCloudEvents.slice(passedOn).filter(({ atMs }) => atMs >= this.#startedAtMs));
		}
		if (localCloud !== undefined) {
			const health = (await (await fetch(`${localCloud.endpointUrl}/_local-cloud/health`)).json()) as { memoryBytes?: number };
			if (health.memoryBytes !== undefined) this.#memory.push({ atMs: Date.now(), bytes: health.memoryBytes });
		}
	}

	/** Traces the first request of each group, or the newest one if the first has no line left. */
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

/** Keeps lines of an earlier look that newer ones have displaced since. */
function merged(earlier: readonly TraceStep[], now: readonly TraceStep[]): readonly TraceStep[] {
	const known = new Set(now.map(({ text }) => text));
	return [...earlier.filter(({ text }) => !known.has(text)), ...now].sort((left, right) => left.atMs - right.atMs);
}

/** Without events about calls, a change of the count marks the end of a reshard. */
function reshardsIn(shards: readonly { readonly atMs: number; readonly openShardCount: number }[]): Reshard[] {
	return shards.slice(1).map(({ atMs, openShardCount }, index) => ({
		fromShardCount: shards[index]?.openShardCount ?? 0,
		toShardCount: openShardCount,
		acceptedAtMs: atMs,
		activeAtMs: atMs,
	}));
}
