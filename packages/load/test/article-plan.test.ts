import { describe, expect, it } from "vitest";
import { articlePace, articleRuns, THINK_MS } from "../src/article/plan.ts";

const pace = (votesPerSecond: number) => articlePace({ votesPerSecond, p95Ms: 42 });

describe("the pace of the article's test", () => {
	it("is the article's on a machine that carries well above a shard in votes", () => {
		expect(pace(1_400)).toMatchObject({ thinkMs: THINK_MS, neighbourRecordsPerSecond: 0, unthrottledVotesPerSecond: 300 });
		const [run] = articleRuns(600, pace(1_400));
		expect(run).toMatchObject({
			name: "naive-1000",
			neighbourRecordsPerSecond: 0,
			model: { users: 1000, thinkMs: 720, rampUpSeconds: 10 },
		});
	});

	it("is slower on a slower machine, and a neighbour fills the shard", () => {
		expect(pace(800)).toMatchObject({
			thinkMs: { "1000": 5_000, "10000": 50_000 },
			neighbourRecordsPerSecond: 1_300,
			unthrottledVotesPerSecond: 200,
		});
		const runs = articleRuns(600, pace(800));
		expect(runs.map(({ neighbourRecordsPerSecond }) => neighbourRecordsPerSecond)).toEqual([1_300, 1_300, 1_300, 1_300, 0]);
		// Users who arrive faster than they vote would be the load.
		expect(runs[2]?.model).toMatchObject({ users: 10_000, rampUpSeconds: 50 });
	});

	it("keeps no user thinking for longer than a server keeps an idle connection", () => {
		expect(pace(400).thinkMs).toEqual({ "1000": 10_000, "10000": 60_000 });
	});

	it("is refused with a reason where the machine does not carry 10,000 users", () => {
		expect(() => pace(200)).toThrow(
			"This machine carries 200 votes/s beside its other work. 10,000 users who each keep a connection need 334: they vote at least once a minute, and that may take half of it. Try again when the machine is less busy; nothing was measured.",
		);
	});
});
