import { describe, expect, it } from "vitest";
import { isOutOfTheQuestion, ranked, recommend } from "../../src/report/recommendation.ts";
import type { ReportRow } from "../../src/report/report.ts";

function row(name: string, kind: ReportRow["kind"], throttledShare: number, usdPerMonth: number, ratioToBound = 1.5): ReportRow {
	const figures = { throttledShare, maxShardCount: 6 } as ReportRow["figures"];
	return { name, rule: "", kind, figures, usdPerMonth, ratioToBound };
}

const HEADROOM = row("headroom", "headroom", 0.0004, 40);
const STATIC = row("static-peak", "fixed", 0, 66);
const ON_DEMAND = row("on-demand-standard", "on-demand", 0, 90);

describe("a recommendation", () => {
	it("is the cheapest that throttles at most one in a thousand, with what the next kind would cost", () => {
		expect(recommend([HEADROOM, STATIC, ON_DEMAND])).toEqual({
			name: "headroom",
			because:
				"It is the cheapest that throttles at most 0.100 %: 0.0400 % of the records throttled, $40.00 a month. static-peak: 0 %, $66.00.",
			means: "headroom",
			pricesReadOn: "2026-11-23",
		});
	});

	it("is the one that throttles least where nothing throttles so little, and says so", () => {
		const worse = [row("headroom", "headroom", 0.02, 40), row("static-peak", "fixed", 0.01, 66)];
		expect(recommend(worse)).toMatchObject({ name: "static-peak", means: "fixed-count", shardCount: 6 });
		expect(recommend(worse)?.because).toMatch(/^Nothing here throttles as little as 0\.100 %\. It throttles least: 1\.00 %/);
	});

	it("is never somebody else's autoscaler, nor what nobody would pay for, nor without a price", () => {
		const peer = row("epsagon", "peer", 0, 1);
		const absurd = row("headroom", "headroom", 0, 0.5, 4_000);
		const { usdPerMonth: _, ...unpriced } = ON_DEMAND;
		expect(recommend([peer, absurd, unpriced, STATIC])?.name).toBe("static-peak");
		expect(recommend([peer])).toBeUndefined();
	});

	it("stands beside rows of which those out of the question come last", () => {
		const absurd = row("doubling", "peer", 0, 1, 10.5);
		expect(ranked([absurd, HEADROOM, STATIC]).map(({ name }) => name)).toEqual(["headroom", "static-peak", "doubling"]);
		expect([absurd, HEADROOM].map(isOutOfTheQuestion)).toEqual([true, false]);
		// A mode that is not billed by the shard has no such ratio.
		const { ratioToBound: _, ...onDemand } = ON_DEMAND;
		expect(isOutOfTheQuestion(onDemand)).toBe(false);
	});
});
