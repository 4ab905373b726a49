import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { powertoolsTelemetry } from "../../src/autoscaling/telemetry.ts";

let written: string[];

beforeEach(() => {
	written = [];
	const keep = (chunk: unknown): boolean => {
		written.push(
			...String(chunk)
				.split("\n")
				.filter((line) => line !== ""),
		);
		return true;
	};
	vi.spyOn(process.stdout, "write").mockImplementation(keep);
	vi.spyOn(process.stderr, "write").mockImplementation(keep);
});
afterEach(() => {
	vi.restoreAllMocks();
});

function lines(): readonly Record<string, unknown>[] {
	return written.map((line) => JSON.parse(line));
}

describe("an observed stream", () => {
	it("is one line in the embedded metric format, with StreamName as its only dimension", () => {
		powertoolsTelemetry("autoscaler").observed({ streamName: "votes", openShardCount: 2, reshardsLeft: 9, utilization: 0.42 });
		expect(lines()).toEqual([
			{
				_aws: {
					Timestamp: expect.any(Number),
					CloudWatchMetrics: [
						{
							Namespace: "Headroom",
							Dimensions: [["StreamName"]],
							Metrics: [
								{ Name: "OpenShardCount", Unit: "Count" },
								{ Name: "ReshardsLeft", Unit: "Count" },
								{ Name: "WriteUtilization", Unit: "None" },
							],
						},
					],
				},
				StreamName: "votes",
				OpenShardCount: 2,
				ReshardsLeft: 9,
				WriteUtilization: 0.42,
			},
		]);
	});

	it("whose utilization was not measured has no such metric, not a zero", () => {
		powertoolsTelemetry("autoscaler").observed({ streamName: "votes", openShardCount: 2, reshardsLeft: 9 });
		expect(lines()[0]).not.toHaveProperty("WriteUtilization");
	});

	it("does not colour the next one", () => {
		const telemetry = powertoolsTelemetry("sweep");
		telemetry.observed({ streamName: "votes", openShardCount: 2, reshardsLeft: 9 });
		telemetry.observed({ streamName: "orders", openShardCount: 4, reshardsLeft: 1 });
		expect(lines()).toMatchObject([
			{ StreamName: "votes", OpenShardCount: 2 },
			{ StreamName: "orders", OpenShardCount: 4 },
		]);
	});

	it("that cannot be published is one warning, and the next is published", () => {
		const telemetry = powertoolsTelemetry("sweep");
		telemetry.observed({ streamName: "votes", openShardCount: "two" as unknown as number, reshardsLeft: 9 });
		telemetry.observed({ streamName: "orders", openShardCount: 4, reshardsLeft: 1 });
		expect(lines()).toMatchObject([
			{ level: "WARN", event: "telemetry.failed", streamName: "votes" },
			{ StreamName: "orders", OpenShardCount: 4 },
		]);
	});
});

describe("a log line", () => {
	it("is one JSON object with level, event, service and the event's own fields", () => {
		powertoolsTelemetry("autoscaler").log("warn", "alarm.unmanaged-stream", { streamName: "votes" });
		expect(lines()).toMatchObject([
			{ level: "WARN", event: "alarm.unmanaged-stream", message: "alarm.unmanaged-stream", service: "autoscaler", streamName: "votes" },
		]);
	});

	it("keeps its event whatever the fields are called", () => {
		powertoolsTelemetry("autoscaler").log("info", "stream.evaluated", { event: "forged" });
		expect(lines()[0]).toMatchObject({ event: "stream.evaluated" });
	});

	it("survives fields that JSON cannot hold", () => {
		const loop: Record<string, unknown> = {};
		loop["self"] = loop;
		powertoolsTelemetry("autoscaler").log("info", "stream.evaluated", { loop, big: 1n });
		expect(lines()[0]).toMatchObject({ event: "stream.evaluated" });
	});
});
