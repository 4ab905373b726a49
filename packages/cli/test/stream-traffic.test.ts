import { advise } from "@headroom/simulator";
import { describe, expect, it } from "vitest";
import { adviceJson, adviceView } from "../src/features/advise/view.ts";
import { readStreamTraffic } from "../src/shared/simulation/stream-traffic.ts";
import { memoryTerminal } from "./support/program.ts";

const FROM_MS = Date.UTC(2026, 10, 23, 12);
const portsWith = (...throttledRecords: readonly number[]) =>
	({
		clock: { nowMs: () => FROM_MS + 600_000 },
		load: {
			read: async () => ({
				minutes: throttledRecords.map((throttled, index) => ({
					startMs: FROM_MS + index * 60_000,
					incomingRecords: 600,
					incomingBytes: 60_000,
					throttledRecords: throttled,
				})),
			}),
		},
	}) as unknown as Parameters<typeof readStreamTraffic>[0];

describe("a stream's own past", () => {
	it("states its assumptions, and advise shows them above the table and in JSON", async () => {
		const load = await readStreamTraffic(portsWith(0, 0, 6), "votes", { since: FROM_MS });
		expect(load.assumptions).toEqual([
			"Period: 60 s, that of the metrics.",
			"Record size: IncomingBytes ÷ IncomingRecords of each period, 100 B on average.",
			"Throttled records: each was tried once. More attempts would make the load at most 1.0 % smaller.",
		]);
		const advice = await advise({ load, producersPublish: false });
		expect(adviceJson(advice, "votes")).toMatchObject({ assumptions: load.assumptions });
		const lines = adviceView(memoryTerminal(), "votes", advice).split("\n");
		expect(lines.findIndex((line) => line.includes("Period: 60 s"))).toBeLessThan(lines.findIndex((line) => line.includes("USD A MONTH")));
	});

	it("with many throttles asks how often producers tried a record", async () => {
		const ports = portsWith(600, 600, 600);
		await expect(readStreamTraffic(ports, "votes", { since: FROM_MS })).rejects.toMatchObject({
			exit: "usage",
			message: expect.stringContaining("Say --write-attempts <count>"),
		});
		const { source } = await readStreamTraffic(ports, "votes", { since: FROM_MS, writeAttempts: 3 });
		expect(source.at(0).recordsPerSecond).toBeCloseTo((600 + 200) / 60);
	});

	it("is read as often as it was: six consumers that share the shards are six in the replay", async () => {
		const ports = portsWith(0, 0, 0);
		const { load } = ports;
		const read: typeof load.read = async (...given) => {
			expect(given[3]).toEqual(["reads"]);
			const observed = await load.read(...given);
			return { ...observed, minutes: observed.minutes.map((minute) => ({ ...minute, signals: { reads: minute.incomingBytes * 6 } })) };
		};
		const { assumptions, source } = await readStreamTraffic({ ...ports, load: { read } }, "votes", { since: FROM_MS });
		expect(source.sharedConsumers).toBeCloseTo(6);
		expect(assumptions).toContain("Reads: consumers without enhanced fan-out read each byte 6 times, at once.");
	});
});
