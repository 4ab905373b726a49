import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePolicy, parseStreams, writtenPolicy } from "../src/index.ts";
import { problemsOf } from "./problems-of.ts";

const SEED = { seed: 20_261_123, numRuns: 1_000 };

const anyKey = fc.oneof(fc.constantFrom(...Object.keys(writtenPolicy.shape)), fc.string());
const nearlyPolicy = fc.dictionary(
	anyKey,
	fc.oneof(fc.integer({ min: -2, max: 80 }), fc.double(), fc.jsonValue(), fc.constantFrom("5m", "0s", "1h")),
);

describe("whatever is written", () => {
	it("is a policy that keeps every rule, or a list of problems that each begin with the stream's name", () => {
		fc.assert(
			fc.property(nearlyPolicy, (written) => {
				const problems = problemsOf(() => {
					const policy = parsePolicy(written, "votes");
					expect(policy.minShardCount).toBeLessThanOrEqual(policy.maxShardCount);
					expect(policy.scaleInUtilization).toBeLessThan(policy.targetUtilization);
					expect(policy.targetUtilization).toBeLessThanOrEqual(policy.scaleOutUtilization);
					const { team = "none", ...numbers } = policy;
					expect(team).toMatch(/^[\w.-]{1,64}$/);
					expect(Object.values(numbers).every((value) => typeof value === "object" || Number.isFinite(value))).toBe(true);
				});
				for (const problem of problems) expect(problem).toMatch(/^votes[.[:]/);
			}),
			SEED,
		);
	});

	it("is never mistaken for a policy when it holds an unknown key", () => {
		fc.assert(
			fc.property(
				fc.string().filter((key) => !Object.hasOwn(writtenPolicy.shape, key)),
				(key) => {
					const written = Object.fromEntries([[key, 1]]);
					expect(problemsOf(() => parsePolicy(written, "votes"))).toHaveLength(1);
				},
			),
			SEED,
		);
	});

	it("ends in a ConfigError or streams, whatever text HEADROOM_STREAMS holds", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (json) => {
				problemsOf(() => parseStreams(json));
			}),
			SEED,
		);
	});
});
