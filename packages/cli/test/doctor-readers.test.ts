import type { GetMetricStatisticsCommandInput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkReaders } from "../src/features/doctor/checks/readers.ts";
import { sessionWith } from "./support/session.ts";

const HOUR_SECONDS = 3_600;

/** Of a stream with two shards, which give 4 MB/s. */
async function check(refusedReads: number, bytesPerSecond: number) {
	const session = await sessionWith((_, response) => response.end());
	Object.assign(session.cloudWatch(), {
		send: async ({ input: { MetricName } }: { readonly input: GetMetricStatisticsCommandInput }) => {
			const sum = MetricName === "GetRecords.Bytes" ? bytesPerSecond * HOUR_SECONDS : refusedReads;
			return { Datapoints: sum === 0 ? [] : [{ Sum: sum }] };
		},
	});
	const ports = { clock: { nowMs: () => Date.UTC(2026, 10, 23) }, stream: { describe: async () => ({ openShardCount: 2 }) } };
	return checkReaders({ session, streams: [{ streamName: "votes" }], ports } as unknown as CheckContext);
}

describe("the readers of a stream", () => {
	it("are well where no read is refused, however much is read", async () => {
		expect(await check(0, 3_900_000)).toEqual([]);
	});

	it("call too often where reads are refused although the bytes fit: no reshard helps", async () => {
		expect(await check(1_200, 400_000)).toEqual([
			{
				severity: "warning",
				code: "reads.too-many-calls",
				where: "votes",
				says:
					"1,200 reads of votes were refused within the last hour, and what was read is 10 % of what its shards give: " +
					"its consumers call GetRecords more than 5 times a second a shard, or read in bursts. More shards do not lower the calls per shard.",
				fix: ["Use enhanced fan-out, fewer consumers, or let each wait longer between its calls"],
			},
		]);
	});

	it("read more than the shards give where these are full: more shards help", async () => {
		expect(await check(1_200, 3_800_000)).toEqual([expect.objectContaining({ code: "reads.full" })]);
	});
});
