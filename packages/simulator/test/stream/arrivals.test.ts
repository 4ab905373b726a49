import { describe, expect, it } from "vitest";
import { type ArrivalSettings, Arrivals } from "../../src/stream/arrivals.ts";

const SECONDS = 20_000;

function drawn(rate: number, settings: Partial<ArrivalSettings> = {}): { readonly mean: number; readonly deviation: number } {
	const arrivals = new Arrivals({ seed: 3, burstiness: 0, arrivals: "poisson", ...settings });
	const counts = Array.from({ length: SECONDS }, () => arrivals.draw(rate));
	const mean = counts.reduce((sum, count) => sum + count, 0) / SECONDS;
	const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / SECONDS;
	return { mean, deviation: Math.sqrt(variance) };
}

describe("arrivals", () => {
	it.each([3, 60, 400, 9_000])("of %i a second are Poisson: their deviation is the mean's root", (rate) => {
		const { mean, deviation } = drawn(rate);
		expect(mean / rate).toBeCloseTo(1, 1);
		expect(deviation / Math.sqrt(rate)).toBeCloseTo(1, 1);
	});

	it("burst by the coefficient of variation that is asked for, and the mean stays", () => {
		const { mean, deviation } = drawn(5_000, { burstiness: 0.3 });
		expect(mean / 5_000).toBeCloseTo(1, 1);
		expect(deviation / mean).toBeCloseTo(0.3, 1);
	});

	it("come evenly where chance is left out, and no part of a record is lost", () => {
		const arrivals = new Arrivals({ seed: 3, burstiness: 0, arrivals: "even" });
		expect(Array.from({ length: 8 }, () => arrivals.draw(2.25))).toEqual([2, 2, 2, 3, 2, 2, 2, 3]);
	});

	it("are the same for the same seed, others for another", () => {
		const first = (seed: number) => {
			const arrivals = new Arrivals({ seed, burstiness: 0.2, arrivals: "poisson" });
			return Array.from({ length: 20 }, () => arrivals.draw(1_000));
		};
		expect(first(1)).toEqual(first(1));
		expect(first(1)).not.toEqual(first(2));
	});
});
