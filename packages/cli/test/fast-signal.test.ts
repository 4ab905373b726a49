import type { GetMetricDataCommandInput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkFastSignal } from "../src/features/doctor/checks/fast-signal.ts";
import { fastSignalJson, fastSignalSentence, readFastSignal } from "../src/shared/streams/fast-signal.ts";
import { sessionWith } from "./support/session.ts";

const NOW_MS = Date.UTC(2026, 10, 27, 12);
const daysAgo = (days: number) => new Date(Date.UTC(2026, 10, 27) - days * 86_400_000);

type Series = Readonly<Record<number, number>>;

/** A stream whose producers published, and whose service counted, so much on days so long ago. */
async function sessionOf({ published = {}, refused = {}, denied = false }: { published?: Series; refused?: Series; denied?: boolean }) {
	const session = await sessionWith((_, response) => response.end());
	Object.assign(session.cloudWatch(), {
		send: async ({ input: { MetricDataQueries = [] } }: { readonly input: GetMetricDataCommandInput }) => {
			if (denied) throw Object.assign(new Error("no"), { name: "AccessDenied" });
			const of = (series: Series, Id: string | undefined) => ({
				Id,
				StatusCode: "Complete",
				Timestamps: Object.keys(series).map((days) => daysAgo(Number(days))),
				Values: Object.values(series),
			});
			return {
				MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) =>
					of(MetricStat?.Metric?.MetricName === "WriteThrottles" ? published : refused, Id),
				),
			};
		},
	});
	return session;
}

const SLOW = "Headroom acts 95 to 150 s after the first throttle; within about 20 s where they do: docs/producers.md.";
const FAST = "Headroom acts within about 20 s of a throttle.";

const ROWS = [
	{
		title: "publish and were throttled",
		of: { published: { 0: 12 }, refused: { 0: 12 } },
		kind: "published",
		says: `Its producers publish WriteThrottles, last on 2026-11-27: ${FAST}`,
	},
	{
		title: "published long ago and were not throttled since",
		of: { published: { 90: 3, 100: 7 }, refused: { 90: 3, 1: 0 } },
		kind: "published",
		says: `Its producers publish WriteThrottles, last on 2026-08-29: ${FAST}`,
	},
	{
		title: "are throttled and never published",
		of: { refused: { 2: 54_172, 30: 8 } },
		kind: "not-published",
		says: `Its producers have never published WriteThrottles: ${SLOW}`,
	},
	{
		title: "are throttled and publish no more",
		of: { published: { 40: 3 }, refused: { 2: 10 } },
		kind: "not-published",
		says: `Its producers published WriteThrottles last on 2026-10-18, and were throttled since without it: ${SLOW}`,
	},
	{
		title: "were never throttled",
		of: { refused: { 1: 0 } },
		kind: "unknown",
		says: `Nobody has published WriteThrottles yet, and nothing was throttled in 14 days. Where producers do not publish it, ${SLOW}`,
	},
	{
		title: "cannot be asked about",
		of: { denied: true },
		kind: "unread",
		says: expect.stringMatching(/^Whether its producers publish WriteThrottles could not be read: .*GetMetricData/),
	},
];

describe("the fast signal of a stream whose producers", () => {
	it.each(ROWS)("$title: $kind", async ({ kind, of, says }) => {
		const signal = await readFastSignal(await sessionOf(of), "orders", NOW_MS);
		expect(fastSignalSentence(signal)).toEqual(says);
		expect(fastSignalJson(signal)).toMatchObject({ kind, says });
	});
});

describe("doctor", () => {
	const check = async (of: Parameters<typeof sessionOf>[0]) => {
		const session = await sessionOf(of);
		const ports = { clock: { nowMs: () => NOW_MS } };
		return checkFastSignal({ session, streams: [{ streamName: "orders" }], ports } as unknown as CheckContext);
	};

	it("warns where writes were refused and no producer said so", async () => {
		expect(await check({ refused: { 2: 54_172, 30: 8 } })).toEqual([
			{
				severity: "warning",
				code: "producers.no-fast-signal",
				where: "orders",
				says: `54,172 writes to orders were refused in the last 14 days. Its producers have never published WriteThrottles: ${SLOW}`,
				fix: ["Let the producers publish WriteThrottles: docs/producers.md has the lines for each language"],
			},
		]);
	});

	it("says nothing where producers publish, or had nothing to publish", async () => {
		expect(await check({ published: { 0: 12 }, refused: { 0: 12 } })).toEqual([]);
		expect(await check({})).toEqual([]);
	});

	it("says that it did not check where CloudWatch does not answer", async () => {
		expect(await check({ denied: true })).toEqual([expect.objectContaining({ severity: "unchecked", code: "check.failed" })]);
	});
});
