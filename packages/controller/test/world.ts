import { DEFAULT_POLICY, type LoadDatapoint, type Policy } from "@headroom/engine";
import { type Evaluation, evaluateStream, type ManagedStream, type Ports, type StreamHistory, type Wakeup } from "../src/index.ts";
import { type InMemoryPorts, inMemoryPorts } from "./in-memory/index.ts";

export const START_MS = Date.UTC(2026, 10, 23, 12);
export const RESHARD_MS = 30_000;

/** A clock that stands still until it is told. */
export class TestClock {
	#nowMs = START_MS;

	nowMs(): number {
		return this.#nowMs;
	}

	advanceSeconds(seconds: number): void {
		if (!(seconds >= 0)) throw new RangeError(`A clock does not go back by ${seconds} s.`);
		this.#nowMs += seconds * 1000;
	}
}

/** A calm, valid world: the stream `votes` with one shard, a tenth full, and every port in memory. */
export class World {
	readonly clock = new TestClock();
	readonly ports: InMemoryPorts;
	readonly stream: ManagedStream;

	constructor(policy: Partial<Policy> = {}, openShardCount = 1, reshardMs = RESHARD_MS) {
		this.ports = inMemoryPorts(this.clock, reshardMs);
		this.stream = { streamName: "votes", policy: { ...DEFAULT_POLICY, ...policy } };
		this.ports.stream.put("votes", { openShardCount });
		this.offer({ recordsPerSecond: 100 * openShardCount });
	}

	/** Load over the whole stabilization window, up to now, as the service shows it. */
	offer({ recordsPerSecond, throttledPerSecond = 0 }: { recordsPerSecond: number; throttledPerSecond?: number }): void {
		const newestStartMs = Math.floor(this.clock.nowMs() / 60_000) * 60_000 - 60_000;
		const minutes = Array.from(
			{ length: 90 },
			(_, minutesAgo): LoadDatapoint => ({
				startMs: newestStartMs - minutesAgo * 60_000,
				periodSeconds: 60,
				incomingRecords: recordsPerSecond * 60,
				incomingBytes: recordsPerSecond * 60 * 100,
				throttledRecords: throttledPerSecond * 60,
			}),
		);
		this.ports.load.put("votes", { minutes, fastWindow: { kind: "no-data" }, iteratorAge: { kind: "known", maxMs: 200 } });
	}

	/** Producers see this much refused, in the last ten seconds. */
	throttle(throttledPerSecond: number): void {
		this.ports.load.put("votes", {
			fastWindow: {
				kind: "measured",
				startMs: this.clock.nowMs() - 10_000,
				windowSeconds: 10,
				throttledRecords: throttledPerSecond * 10,
			},
		});
	}

	evaluate(trigger: Wakeup = SWEEP, ports: Ports = this.ports): Promise<Evaluation> {
		return evaluateStream(ports, this.stream, trigger);
	}

	history(): Promise<StreamHistory> {
		return this.ports.history.load("votes", this.clock.nowMs());
	}

	/** Kinds and subjects of what people were told, oldest first. */
	told(): string[] {
		return this.ports.notifier.published.map(({ kind, subject }) => `${kind}: ${subject}`);
	}
}

/** One shard, full, and 800 writes a second refused: two shards now, three in the end. */
export function throttledWorld(reshardMs = RESHARD_MS): World {
	const world = new World({}, 1, reshardMs);
	world.offer({ recordsPerSecond: 1_000 });
	world.throttle(800);
	return world;
}

/** The port with some of its methods replaced. A proxy, because the methods that stay need the port's own private fields. */
export function replacing<Port extends object>(port: Port, changes: Partial<Port>): Port {
	return new Proxy(port, {
		get(target, key) {
			const value: unknown = Reflect.get(Object.hasOwn(changes, key) ? changes : target, key);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

export const SWEEP: Wakeup = { kind: "sweep" };
export const FAST_ALARM: Wakeup = { kind: "alarm", alarmName: "headroom-votes-fast", state: "ALARM", atMs: START_MS };
export const FAST_ALARM_OK: Wakeup = { kind: "alarm", alarmName: "headroom-votes-fast", state: "OK", atMs: START_MS };
export const RECHECK: Wakeup = { kind: "recheck", reason: "blocked" };
export const PERSON: Wakeup = { kind: "person", by: "ana" };
