import { describe, expect, it } from "vitest";
import { measureMachine, type Step, stepOf } from "../../src/calibrate/measure-machine.ts";
import type { SecondSample } from "../../src/drive/load-result.ts";

/** A machine that carries so many votes a second, and knows the steps that it was asked for. */
function machine(carriesVotesPerSecond: number, p95Ms = (_votesPerSecond: number, _try: number) => 20) {
	const asked: number[] = [];
	const tryStep = async (votesPerSecond: number): Promise<Step> => {
		asked.push(votesPerSecond);
		const isCarried = votesPerSecond <= carriesVotesPerSecond;
		return { votesPerSecond, p95Ms: isCarried ? p95Ms(votesPerSecond, asked.length) : 900, isCarried };
	};
	return { asked, tryStep };
}

describe("measuring the machine", () => {
	it.each([
		{ title: "a fast one up to the bound", carries: 5_000, finds: 1_400, asks: [200, 400, 800, 1_400] },
		{ title: "one that carries half a shard", carries: 600, finds: 400, asks: [200, 400, 800, 800] },
		{ title: "a slow one downwards", carries: 60, finds: 50, asks: [200, 200, 100, 100, 50] },
		{ title: "one that carries nothing, in bounded time", carries: 0, finds: 0, asks: [200, 200, 100, 100, 50, 50, 25, 25] },
	])("finds $title", async ({ asks, carries, finds }) => {
		const { asked, tryStep } = machine(carries);
		expect((await measureMachine(1_400, tryStep)).votesPerSecond).toBe(finds);
		expect(asked).toEqual(asks);
	});

	it("never asks for more than the bound, however small", async () => {
		const { asked, tryStep } = machine(5_000);
		expect((await measureMachine(10, tryStep)).votesPerSecond).toBe(10);
		expect(asked).toEqual([10]);
	});

	it("tries a step again while its p95 falls, because cold code gets faster", async () => {
		const p95s = [2_000, 700, 90];
		const measured = await measureMachine(200, async (votesPerSecond) => {
			const p95Ms = p95s.shift() ?? 0;
			return { votesPerSecond, p95Ms, isCarried: p95Ms < 200 };
		});
		expect(measured).toMatchObject({ votesPerSecond: 200, p95Ms: 90 });
	});
});

describe("a step is carried", () => {
	const second = (p95: number, ok: number): SecondSample => ({
		atMs: 0,
		sent: ok,
		answers: { "200": ok },
		unanswered: 0,
		latencyMs: { mean: p95, p50: p95, p95, p99: p95, max: p95 },
		inFlight: 0,
		openConnections: 1,
	});
	const counts = { offered: 200, byStatus: { "200": 200 }, unanswered: 0, notSent: 0 };

	it.each([
		{ title: "when every vote was stored fast", is: true, counts, seconds: [second(900, 100), second(30, 100)] },
		{ title: "not when the last second was slow", is: false, counts, seconds: [second(30, 100), second(900, 100)] },
		{ title: "whatever a handful of late answers took", is: true, counts, seconds: [second(30, 100), second(30, 99), second(900, 1)] },
		{ title: "not when nothing was answered after the first second", is: false, counts, seconds: [second(30, 200)] },
		{
			title: "not when a vote was refused",
			is: false,
			counts: { ...counts, byStatus: { "200": 199, "429": 1 } },
			seconds: [second(30, 100), second(30, 99)],
		},
		{
			title: "not when a vote was not sent",
			is: false,
			counts: { ...counts, notSent: 1 },
			seconds: [second(30, 100), second(30, 100)],
		},
	])("$title", ({ counts: given, is, seconds }) => {
		expect(stepOf(100, { counts: given }, seconds).isCarried).toBe(is);
	});
});
