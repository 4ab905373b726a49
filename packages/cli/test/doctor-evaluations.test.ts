import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkEvaluations } from "../src/features/doctor/checks/evaluations.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 12);

/** @param deployedForMs since when the sweep is as it is; undefined where it cannot be read */
function check(datapoints: number, deployedForMs: number | undefined) {
	const lastModified = (agoMs: number) => new Date(NOW_MS - agoMs).toISOString().replace("Z", "+0000");
	const lambda = {
		send: () =>
			deployedForMs === undefined ? Promise.reject(new Error("denied")) : Promise.resolve({ LastModified: lastModified(deployedForMs) }),
	};
	return checkEvaluations({
		streams: [{ streamName: "votes" }],
		ports: { clock: { nowMs: () => NOW_MS } },
		session: {
			options: {},
			names: { functions: { sweep: "headroom-sweep" } },
			cloudWatch: () => ({ send: async () => ({ Datapoints: Array.from({ length: datapoints }, () => ({})) }) }),
			lambda: () => lambda,
		},
	} as unknown as CheckContext);
}

describe("doctor about a stream without evaluations", () => {
	it.each([
		{ title: "finds nothing once there is one", datapoints: 1, deployedForMs: 600_000, found: [] },
		{
			title: "says ten seconds after a start that nothing can have evaluated it for 5 minutes",
			datapoints: 0,
			deployedForMs: 10_000,
			found: [
				{
					severity: "unchecked",
					code: "stream.not-evaluated-yet",
					says: "Nothing has evaluated votes yet: the deployment is 10 s old, and the sweep runs every minute.",
				},
			],
		},
		{
			title: "finds a problem in a deployment that has run for longer",
			datapoints: 0,
			deployedForMs: 300_000,
			found: [{ severity: "problem", code: "stream.not-evaluated" }],
		},
		{
			title: "finds a problem where the age of the deployment cannot be read",
			datapoints: 0,
			deployedForMs: undefined,
			found: [{ severity: "problem", code: "stream.not-evaluated" }],
		},
	])("$title", async ({ datapoints, deployedForMs, found }) => {
		expect(await check(datapoints, deployedForMs)).toMatchObject(found);
	});
});
