import { describe, expect, it } from "vitest";
import { withoutRepeats } from "../src/index.ts";

describe("a trail for people", () => {
	it("says no sentence twice: a step that stands in one before is left out, also as a part of it and without regard to the first letter", () => {
		const silence = "CloudWatch has no datapoint newer than 5 min";
		const trail = [
			{ step: "gate", says: `Holding 1 shard: ${silence}, and Headroom does not scale in without data.` },
			{ step: "measure", says: `${silence}.` },
			{ step: "recommend", says: `${silence}, and Headroom does not scale in without data.` },
			{ step: "limit", says: "In one step: 1 → 2." },
		] as const;
		expect(withoutRepeats(trail).map(({ step }) => step)).toEqual(["gate", "limit"]);
	});

	it("keeps every step that says something more, and the order", () => {
		const trail = [
			{ step: "gate", says: "Scaling out 1 → 2 shards: 95 % of 1 shard in use." },
			{ step: "measure", says: "95 % of 1 shard in use, over 3 min." },
			{ step: "recommend", says: "That fills 1 shard; a target of 75 % takes 2 shards." },
		] as const;
		expect(withoutRepeats(trail)).toEqual(trail);
	});
});
