import type { LoadDatapoint } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LoadPort } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface LoadWorld {
	readonly port: LoadPort;
	/** The service's own metrics of one minute, as the stream would have made them. Fields of 0 are not published, as the service does not. */
	readonly putMinute: (streamName: string, datapoint: LoadDatapoint) => Promise<void>;
	/** What a producer publishes: throttled writes of one second. */
	readonly putThrottles: (streamName: string, throttles: { readonly atMs: number; readonly throttledRecords: number }) => Promise<void>;
	/** The moment that "now" is: metrics are put before it and read at it. */
	readonly nowMs: () => number;
	/** How long until what was put can be read. */
	readonly visibleWithinMs: number;
	readonly cleanup: () => Promise<void>;
}

/** What every LoadPort promises. */
export function loadContract(name: string, makePort: () => Promise<LoadWorld>): void {
	describe(`LoadPort: ${name}`, () => {
		let world: LoadWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		const eventually = (assertion: () => Promise<void>): Promise<void> =>
			vi.waitFor(assertion, { timeout: world.visibleWithinMs, interval: 50 });
		/** The start of the minute that was complete `minutesAgo` minutes ago. */
		const minuteStart = (minutesAgo: number): number => Math.floor(world.nowMs() / MINUTE_MS) * MINUTE_MS - minutesAgo * MINUTE_MS;

		it("says of a silent stream that there is no data, not that there is no load", async () => {
			const nowMs = world.nowMs();
			expect(await world.port.read(uniqueStreamName(), nowMs - HOUR_MS, nowMs)).toEqual({
				minutes: [],
				fastWindow: { kind: "no-data" },
				iteratorAge: { kind: "no-data" },
				shardThrottles: { kind: "no-data" },
			});
		});

		it("gives the minutes oldest first, gaps left out, sums as they were published", async () => {
			const streamName = uniqueStreamName();
			const minutes = [5, 3, 2].map((minutesAgo) => aMinute(minuteStart(minutesAgo), 60_000 + minutesAgo));
			for (const minute of [...minutes].reverse()) await world.putMinute(streamName, minute);
			await eventually(async () => {
				const load = await world.port.read(streamName, minuteStart(30), world.nowMs());
				expect(load.minutes).toEqual(minutes);
			});
		});

		it("gives a minute without throttles as a minute with none", async () => {
			const streamName = uniqueStreamName();
			const minute = { ...aMinute(minuteStart(3), 1_200), throttledRecords: 0 };
			await world.putMinute(streamName, minute);
			await eventually(async () => {
				const load = await world.port.read(streamName, minuteStart(30), world.nowMs());
				expect(load.minutes).toEqual([minute]);
			});
		});

		it("sums what producers counted in the newest seconds", async () => {
			const streamName = uniqueStreamName();
			const second = Math.floor(world.nowMs() / 1000) * 1000;
			await world.putThrottles(streamName, { atMs: second - 2_000, throttledRecords: 30 });
			await world.putThrottles(streamName, { atMs: second - 1_000, throttledRecords: 12 });
			await eventually(async () => {
				const { fastWindow } = await world.port.read(streamName, minuteStart(30), world.nowMs());
				expect(fastWindow).toMatchObject({ kind: "measured", throttledRecords: 42 });
			});
		});
	});
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

function aMinute(startMs: number, incomingRecords: number): LoadDatapoint {
	return { startMs, periodSeconds: 60, incomingRecords, incomingBytes: incomingRecords * 100, throttledRecords: 7 };
}
