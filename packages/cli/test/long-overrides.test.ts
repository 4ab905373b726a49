import { DEFAULT_POLICY, type Override } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { longOverrideFindings } from "../src/features/doctor/checks/long-overrides.ts";
import { longestOverrideConcerns } from "../src/shared/override/longest-override.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const pause = { kind: "pause", untilMs: NOW_MS + HOUR_MS, by: "user/ana", reason: "migration" } as const;

describe("a pause or hold", () => {
	const asked = { streamName: "votes", kind: "pause", forMs: 400 * DAY_MS } as const;

	it("of up to the policy's maxOverride is nobody's concern", () => {
		expect(longestOverrideConcerns({ ...asked, forMs: DAY_MS }, DEFAULT_POLICY, NOW_MS)).toEqual([]);
		expect(longestOverrideConcerns({ ...asked, forMs: 2 * DAY_MS }, { maxOverrideSeconds: 172_800 }, NOW_MS)).toEqual([]);
	});

	it("for longer is refused without the flag, asked about with it, and done with both the flag and --yes", () => {
		expect(() => longestOverrideConcerns(asked, DEFAULT_POLICY, NOW_MS)).toThrow(
			expect.objectContaining({
				message: "A pause of votes may last 1 d, not 400 d: its policy's maxOverride.",
				hints: [
					expect.stringContaining("headroom pause votes --for 576000m --longer"),
					expect.stringContaining("headroom policy edit votes"),
				],
			}),
		);
		expect(longestOverrideConcerns({ ...asked, longer: true }, DEFAULT_POLICY, NOW_MS)).toEqual([
			{
				says: "votes would not be scaled until 2027-12-30 12:00 UTC (in 400 d).",
				confirms: "for 400 d",
				hint: "Confirm it on the command line: --longer --yes.",
			},
		]);
		expect(longestOverrideConcerns({ ...asked, longer: true, yes: true }, DEFAULT_POLICY, NOW_MS)).toEqual([]);
	});
});

describe("doctor", () => {
	it.each<{ title: string; override: Override; says: string | undefined }>([
		{ title: "is silent without one", override: { kind: "none" }, says: undefined },
		{ title: "is silent on the first day", override: { ...pause, sinceMs: NOW_MS - DAY_MS + 1 }, says: undefined },
		{
			title: "names one from its second day on",
			override: { ...pause, sinceMs: NOW_MS - 51 * HOUR_MS },
			says: "Nobody scales votes: it is paused by user/ana until 2026-11-25 13:00:00 UTC: migration. It has been so for 2 d 3 h.",
		},
		{ title: "is silent about one of an earlier version that ends today", override: pause, says: undefined },
		{
			title: "names one of an earlier version that goes on for days",
			override: { ...pause, kind: "hold", untilMs: NOW_MS + 400 * DAY_MS },
			says: "Nobody scales votes: it is held at its count by user/ana until 2027-12-30 12:00:00 UTC: migration.",
		},
	])("$title", ({ override, says }) => {
		const found = longOverrideFindings("votes", override, NOW_MS);
		expect(found.map((finding) => finding.says)).toEqual(says === undefined ? [] : [says]);
		if (override.kind !== "none")
			for (const { fix } of found) expect(fix).toEqual([`headroom ${override.kind === "pause" ? "resume" : "release"} votes`]);
	});
});
