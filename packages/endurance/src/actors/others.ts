import type { FaultName } from "../faults/fault-kinds.ts";
import type { EnduredStream, OutService, World } from "../world/world.ts";

const MINUTE_MS = 60_000;
const RECREATED_AFTER_MS = 5_000;

const OUTAGES: Readonly<Record<OutService, FaultName>> = {
	cloudwatch: "cloudwatch-out",
	kinesis: "kinesis-out",
	sns: "sns-out",
	sqs: "sqs-out",
	table: "table-out",
};

/** Everybody else who has a hand on the streams, and the services' bad days. */
export class Others {
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
		world.time.every(MINUTE_MS, world.time.nowMs() + 50_000, () => {
			this.#services();
			for (const stream of world.streams) this.#stream(stream);
		});
	}

	#services(): void {
		const { faults, kinesis, outUntilMs, streams, time } = this.#world;
		for (const [service, fault] of Object.entries(OUTAGES) as [OutService, FaultName][]) {
			if (faults.strikes(fault))
				outUntilMs.set(service, Math.min(faults.endsAtMs, time.nowMs() + faults.random(fault).between(1, 60) * MINUTE_MS));
		}
		if (faults.strikes("functions-throttled")) {
			const untilMs = time.nowMs() + faults.random("functions-throttled").between(1, 15) * MINUTE_MS;
			this.#world.functionsThrottledUntilMs = Math.min(faults.endsAtMs, untilMs);
		}
		if (faults.strikes("quota-changed")) {
			kinesis.shardLimit = kinesis.openShardCount() + faults.random("quota-changed").between(0, 4);
			this.#later(faults.random("quota-changed").between(30, 300), () => {
				kinesis.shardLimit = 20_000;
			});
		}
		if (faults.strikes("metrics-late")) {
			const lates = streams.filter(() => faults.random("metrics-late").chance(0.5));
			for (const { metrics } of lates) metrics.isLate = true;
			this.#later(60, () => {
				for (const { metrics } of lates) metrics.isLate = false;
			});
		}
	}

	#stream(stream: EnduredStream): void {
		const { faults, history, kinesis, time } = this.#world;
		const { streamName } = stream;
		const open = kinesis.describe(streamName)?.openShardCount ?? 1;
		if (faults.strikes("others-reshard")) {
			const random = faults.random("others-reshard");
			kinesis.updateShardCount(streamName, random.between(Math.ceil(open / 2), open * 2), "others");
		}
		if (faults.strikes("others-split-or-merge")) {
			kinesis.splitOrMerge(streamName, faults.random("others-split-or-merge").pick(["MergeShards", "SplitShard"]));
		}
		if (faults.strikes("policy-changed")) {
			const random = faults.random("policy-changed");
			const minShardCount = random.between(1, 6);
			stream.policy = { ...stream.policy, minShardCount, maxShardCount: random.between(minShardCount, 40) };
		}
		if (faults.strikes("mode-switched")) {
			kinesis.switchMode(streamName, "ON_DEMAND");
			this.#later(faults.random("mode-switched").between(30, 600), () => kinesis.switchMode(streamName, "PROVISIONED"));
		}
		// Its votes would be lost with it.
		if (
			streamName !== this.#world.votesStreamName &&
			faults.strikes("stream-recreated") &&
			kinesis.describe(streamName)?.streamStatus === "ACTIVE"
		) {
			kinesis.delete(streamName);
			stream.metrics.clear();
			time.schedule(time.nowMs() + RECREATED_AFTER_MS, () => kinesis.create(streamName, 1));
			void history;
		}
	}

	/** At the end of the faults at the latest. */
	#later(minutes: number, task: () => void): void {
		const { faults, time } = this.#world;
		time.schedule(Math.min(faults.endsAtMs, time.nowMs() + minutes * MINUTE_MS), task);
	}
}
