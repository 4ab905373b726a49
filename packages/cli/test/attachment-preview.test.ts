import { alarmDefinitions, ObservationError, putMetricAlarmInput } from "@headroom/controller";
import { DEFAULT_POLICY, type LoadDatapoint } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { previewAttachment } from "../src/shared/attachment/attachment-preview.ts";
import { previewView } from "../src/shared/attachment/attachment-view.ts";
import { headroomCost } from "../src/shared/attachment/headroom-cost.ts";
import { memoryTerminal } from "./support/program.ts";

const NOW_MS = Date.UTC(2026, 10, 27, 12);
const MINUTE_MS = 60_000;
const ALARMS = alarmDefinitions({ streamName: "orders", policy: DEFAULT_POLICY }).map((alarm) =>
	putMetricAlarmInput(alarm, { autoscaler: [], people: [] }),
);

type Ports = Parameters<typeof previewAttachment>[0];

/** A stream whose last hours had this load. */
function portsWith(minutes: number, recordsPerSecond: (minute: number) => number): Ports {
	const datapoints = Array.from({ length: minutes }, (_, minute): LoadDatapoint => {
		const records = recordsPerSecond(minute) * 60;
		return {
			startMs: NOW_MS - (minutes - minute) * MINUTE_MS,
			periodSeconds: 60,
			incomingRecords: records,
			incomingBytes: records * 200,
			throttledRecords: 0,
		};
	});
	return { clock: { nowMs: () => NOW_MS }, load: { read: async () => ({ minutes: datapoints }) } } as unknown as Ports;
}

const preview = (ports: Ports) => previewAttachment(ports, { streamName: "orders", policy: DEFAULT_POLICY, alarms: ALARMS });

describe("what attaching would do", () => {
	it("is the policy in words, the stream's past under it, and what Headroom costs", async () => {
		const found = await preview(portsWith(240, (minute) => (minute < 120 ? 500 : 1_800)));
		expect(found.policy).toMatch(/^1 to 64 shards\. It scales out above 90 % of a shard .* below 55 %, and aims for 75 %\.$/);
		expect(found.replay).toMatchObject({
			kind: "replayed",
			leastShardCount: 1,
			mostShardCount: expect.any(Number),
			pricesReadOn: "2026-11-23",
		});
		const said = previewView(memoryTerminal(), "orders", found);
		expect(said).toMatch(
			/The last 4 h under it: 1 to [34] shards, [\d.]+ % of the records throttled, at most \d+ reshards a day, \$[\d.]+ a month/,
		);
		expect(said).toContain("docs/existing-streams.md");
	});

	it("of a stream without a past, or whose past cannot be read, says so, and stops nothing", async () => {
		const silent = await preview(portsWith(0, () => 0));
		expect(silent.replay).toMatchObject({ kind: "not-replayed", reason: expect.stringContaining("orders had no traffic") });
		const denied = new ObservationError("cloudwatch:GetMetricData: access denied.", {
			code: "observation.metrics-unavailable",
			retryable: false,
		});
		const blind = await preview({ ...portsWith(0, () => 0), load: { read: () => Promise.reject(denied) } });
		expect(previewView(memoryTerminal(), "orders", blind)).toContain(
			"Headroom could not replay its last two weeks: cloudwatch:GetMetricData: access denied. Attaching does not need it.",
		);
	});

	it("costs the metrics of each alarm, those that an evaluation reads, and three of its own", () => {
		const { alarmsUsd, customMetricsUsd, metricsReadUsd, usdPerMonth } = headroomCost(ALARMS);
		expect(metricsReadUsd).toBeCloseTo(2.628, 3);
		expect(customMetricsUsd).toBeCloseTo(0.9, 3);
		// One of ten seconds, at three times the price.
		expect(alarmsUsd).toBeGreaterThan(0.3 + 0.1 * (ALARMS.length - 1) - 1e-9);
		expect(usdPerMonth).toBeCloseTo(alarmsUsd + metricsReadUsd + customMetricsUsd, 6);
	});
});
