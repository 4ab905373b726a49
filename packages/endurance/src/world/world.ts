import type { ManagedStream, Notification, Recheck, Wakeup } from "@headroom/controller";
import { InMemoryHistory } from "@headroom/controller/in-memory";
import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import type { SeededBugName } from "../bugs/seeded-bugs.ts";
import { Journal } from "../check/journal.ts";
import type { FaultName } from "../faults/fault-kinds.ts";
import { FaultPlan } from "../faults/fault-plan.ts";
import { Random } from "../time/random.ts";
import { VirtualTime } from "../time/virtual-time.ts";
import { KinesisService } from "./kinesis-service.ts";
import { StreamMetrics } from "./metrics-service.ts";
import { StreamLoad } from "./stream-load.ts";
import { Votes } from "./votes-service.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 23);
/** Streams are created one after the other: an account creates five a second at most. */
const VOTES_STREAM_NAME = "stream-01";
const CREATED_WITHIN_MS = 2_000;

/** After the last fault, so long must everything stay well. Longer than a stabilization window, a cooldown and the refusals' back-offs. */
export const QUIET_MS = 4 * 60 * MINUTE_MS;

export interface RunOptions {
	/** Whole. */
	readonly seed: number;
	/** With faults; the quiet hours at the end come on top. */
	readonly days: number;
	readonly streamCount: number;
	readonly faults: readonly FaultName[];
	/** In every process of Headroom; absent: the code as it is. */
	readonly bug?: SeededBugName | undefined;
}

/** A stream, its policy and its world. */
export interface EnduredStream {
	readonly streamName: string;
	policy: Policy;
	readonly load: StreamLoad;
	readonly metrics: StreamMetrics;
}

export type OutService = "cloudwatch" | "kinesis" | "sns" | "sqs" | "table";

/** Everything outside of Headroom: the services, the load on the streams, time, and what goes wrong. */
export class World {
	readonly time: VirtualTime;
	readonly journal: Journal;
	readonly kinesis: KinesisService;
	readonly history = new InMemoryHistory();
	readonly faults: FaultPlan;
	readonly streams: readonly EnduredStream[];
	/** In the first stream. */
	readonly votes: Votes;
	readonly options: RunOptions;
	/** Until when a service answers nothing. */
	readonly outUntilMs = new Map<OutService, number>();
	functionsThrottledUntilMs = 0;
	/** When a process of Headroom began, a function's or a person's. */
	readonly processStartsMs: number[] = [];
	/** Where alarms and re-checks go. */
	onAlarm: (streamName: string, wakeup: Wakeup) => void = () => {};
	onRecheck: (recheck: Recheck) => void = () => {};

	constructor(options: RunOptions) {
		this.options = options;
		const { days, faults, seed, streamCount } = options;
		this.time = new VirtualTime(START_MS - streamCount * CREATED_WITHIN_MS);
		this.journal = new Journal(() => this.time.nowMs());
		this.faults = new FaultPlan(seed, faults, START_MS + days * 24 * 60 * MINUTE_MS, () => this.time.nowMs());
		this.kinesis = new KinesisService(this.time, this.journal);
		const throttles = new Random(seed, "throttled votes");
		this.votes = new Votes(
			() => throttles.chance(this.#throttledShare(this.votesStreamName)),
			() => this.time.nowMs(),
		);
		this.kinesis.onShards = (streamName, shards) => {
			if (streamName === VOTES_STREAM_NAME) this.votes.stream.setShards(shards);
		};
		const random = new Random(seed, "streams");
		this.streams = Array.from({ length: streamCount }, (_, index): EnduredStream => {
			const streamName = `stream-${String(index + 1).padStart(2, "0")}`;
			const policy = { ...DEFAULT_POLICY, minShardCount: random.between(1, 2), maxShardCount: random.between(6, 40) };
			this.kinesis.create(streamName, random.between(1, 4));
			this.time.clock.advanceBy(CREATED_WITHIN_MS);
			return {
				streamName,
				policy,
				load: new StreamLoad(seed, streamName, START_MS / MINUTE_MS),
				metrics: new StreamMetrics(this.faults, random.chance(0.5)),
			};
		});
	}

	get votesStreamName(): string {
		return VOTES_STREAM_NAME;
	}

	get endsAtMs(): number {
		return this.faults.endsAtMs + QUIET_MS;
	}

	isOut(service: OutService): boolean {
		return (this.outUntilMs.get(service) ?? 0) > this.time.nowMs();
	}

	managed({ streamName, policy }: EnduredStream): ManagedStream {
		return { streamName, policy };
	}

	/** Of what producers offer now. */
	#throttledShare(streamName: string): number {
		const stream = this.streams.find((each) => each.streamName === streamName);
		const offered = stream?.load.recordsPerSecond(Math.floor(this.time.nowMs() / MINUTE_MS)) ?? 0;
		const capacity = this.kinesis.capacity(streamName);
		return offered > capacity ? 1 - capacity / offered : 0;
	}

	told({ body, kind, streamName, subject }: Notification): void {
		this.journal.write(streamName, { kind: "told", about: kind, subject, body });
	}
}
