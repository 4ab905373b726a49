import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { wakeupAlarms } from "../../stacks/shared/wakeup-alarms.ts";

const OF_VOTES = [
	"headroom-votes-fast",
	"headroom-votes-any-producer",
	"headroom-votes-utilization-high",
	"headroom-votes-utilization-low",
];

describe("the alarms that may invoke the autoscaler", () => {
	it.each([
		{ title: "none of no stream", managed: [], attachable: [], alarms: [] },
		{ title: "of a managed stream, all but the one for people", managed: ["votes"], attachable: [], alarms: OF_VOTES },
		{ title: "of an attachable stream, all by one pattern", managed: [], attachable: ["orders"], alarms: ["headroom-orders-*"] },
		{
			title: "of attachable streams by their own pattern, beside those of the managed stream",
			managed: ["votes"],
			attachable: ["team-*"],
			alarms: [...OF_VOTES, "headroom-team-*-*"],
		},
	])("$title", ({ managed, attachable, alarms }) => {
		const streams = managed.map((streamName) => ({ streamName, policy: DEFAULT_POLICY }));
		expect(wakeupAlarms(streams, attachable)).toEqual(alarms);
	});
});
