import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { advise } from "../src/index.ts";
import { DAY_SECONDS, HOUR_SECONDS, load } from "./build.ts";

const CANDIDATES = ["default-policy", "careful-policy", "lean-policy", "static-peak", "on-demand-standard", "on-demand-advantage"];

describe("advise", () => {
	it("takes the cheapest of those that throttle little enough, and says so with the money", async () => {
		const rhythm = load(2 * DAY_SECONDS, (second) => ({
			recordsPerSecond: 2_500 + 2_000 * Math.sin((second / DAY_SECONDS) * 2 * Math.PI),
		}));
		const advice = await advise({ load: { name: "rhythm", source: rhythm }, policy: DEFAULT_POLICY, producersPublish: true });
		expect(advice.rows.map(({ name }) => name)).toEqual(["current-policy", ...CANDIDATES]);
		const good = advice.rows.filter(({ figures }) => figures.throttledShare <= 0.001);
		const cheapest = Math.min(...good.map(({ usdPerMonth = Number.POSITIVE_INFINITY }) => usdPerMonth));
		expect(advice.rows.find(({ name }) => name === advice.name)?.usdPerMonth).toBe(cheapest);
		expect(advice.mode).toBe("provisioned");
		expect(advice.because).toMatch(
			/^\S+ is the cheapest of those that throttle at most 0\.100 %: [\d.,]+ USD a month, .* For comparison: .*on-demand-standard [\d.,]+ USD/,
		);
	});

	it("advises On-Demand where a stream is nearly idle and its one short peak costs shards for the rest of the day", async () => {
		const idle = load(DAY_SECONDS, (second) => ({ recordsPerSecond: Math.floor(second / 60) === 600 ? 3_000 : 2, bytesPerRecord: 200 }));
		const advice = await advise({ load: { name: "idle", source: idle }, producersPublish: false, throttledShareAtMost: 0 });
		expect(advice).toMatchObject({ mode: "on-demand", name: "on-demand-standard" });
		expect(advice.policy).toBeUndefined();
	});

	it("takes what throttles least where nothing throttles little enough", async () => {
		const hotKey = load(HOUR_SECONDS, () => ({ recordsPerSecond: 4_000, hotKeyShare: 0.5 }));
		const advice = await advise({ load: { name: "hot key", source: hotKey }, producersPublish: true });
		const least = Math.min(...advice.rows.map(({ figures }) => figures.throttledShare));
		expect(least).toBeGreaterThan(0.001);
		expect(advice.rows.find(({ name }) => name === advice.name)?.figures.throttledShare).toBe(least);
		expect(advice.because).toMatch(/^No candidate throttles as little as 0\.100 %/);
	});

	it("keeps the bounds that a person has set, and tells how far all candidates have come", async () => {
		const calm = load(HOUR_SECONDS, () => ({ recordsPerSecond: 100 }));
		const policy = { ...DEFAULT_POLICY, minShardCount: 3 };
		const settings = { initialShardCount: 3 };
		const told: (readonly [number, number])[] = [];
		const { rows } = await advise({
			load: { name: "calm", source: calm },
			policy,
			producersPublish: true,
			settings,
			onProgress: (passedSeconds, allSeconds) => told.push([passedSeconds, allSeconds]),
		});
		const ours = rows.filter(({ name }) => name.endsWith("-policy"));
		expect(ours.map(({ figures }) => figures.meanShardCount)).toEqual([3, 3, 3, 3]);
		expect(told.at(-1), "how far it has come").toEqual([rows.length * HOUR_SECONDS, rows.length * HOUR_SECONDS]);
	});
});
