import type { KinesisEvent } from "@headroom/emulators";

type UpdateShardCount = Extract<KinesisEvent, { kind: "update-shard-count" }>;
type Accepted = Extract<UpdateShardCount, { outcome: "accepted" }>;
type Refused = Extract<UpdateShardCount, { outcome: "refused" }>;

/** What the service itself saw: the only witness that the tests believe. */
export class ServiceTimeline {
	readonly accepted: Accepted[] = [];
	readonly refused: Refused[] = [];
	readonly becameActive: { readonly atMs: number; readonly openShardCount: number }[] = [];
	/** Throttled records by the second in which they were. */
	readonly #throttledBySecond = new Map<number, number>();
	#firstThrottleAtMs: number | undefined;
	#lastThrottleAtMs: number | undefined;

	record(event: KinesisEvent): void {
		switch (event.kind) {
			case "stream-active":
				this.becameActive.push({ atMs: event.atMs, openShardCount: event.openShardCount });
				return;
			case "update-shard-count":
				if (event.outcome === "accepted") this.accepted.push(event);
				else this.refused.push(event);
				return;
			case "write-throttled": {
				const second = Math.floor(event.atMs / 1000);
				this.#throttledBySecond.set(second, (this.#throttledBySecond.get(second) ?? 0) + event.records);
				this.#firstThrottleAtMs ??= event.atMs;
				this.#lastThrottleAtMs = event.atMs;
				return;
			}
			default:
				event satisfies never;
		}
	}

	/** @throws Error when no write was throttled: the test's load was too small to show anything */
	firstThrottleAtMs(): number {
		if (this.#firstThrottleAtMs === undefined) throw new Error("No write was throttled.");
		return this.#firstThrottleAtMs;
	}

	/** `-Infinity` when no write was throttled. */
	lastThrottleAtMs(): number {
		return this.#lastThrottleAtMs ?? Number.NEGATIVE_INFINITY;
	}

	/** Throttled records in [fromMs, toMs), whole seconds. */
	throttledRecords(fromMs: number, toMs: number): number {
		let sum = 0;
		for (const [second, records] of this.#throttledBySecond) if (second * 1000 >= fromMs && second * 1000 < toMs) sum += records;
		return sum;
	}

	/** The counts that were asked for, in order: `[[1, 2], [2, 4]]`. */
	steps(): [from: number, to: number][] {
		return this.accepted.map(({ currentShardCount, targetShardCount }) => [currentShardCount, targetShardCount]);
	}

	/** The most reshards that lie in any rolling 24 h. */
	mostReshardsInARollingDay(): number {
		const DAY_MS = 86_400_000;
		const times = this.accepted.map(({ atMs }) => atMs);
		return Math.max(0, ...times.map((start) => times.filter((atMs) => atMs >= start && atMs < start + DAY_MS).length));
	}
}
