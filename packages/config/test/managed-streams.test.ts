import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { type ManagedSettings, managedStreams, type StoredSettings } from "../src/managed-streams.ts";

const DEPLOYED = [
	{ streamName: "votes", policy: { ...DEFAULT_POLICY, maxShardCount: 8 } },
	{ streamName: "orders", policy: DEFAULT_POLICY },
];

function shown(settings: ManagedSettings): string {
	return settings.kind === "managed"
		? `${settings.streamName} ${settings.source}: at most ${settings.policy.maxShardCount}`
		: `${settings.streamName}: ${settings.error.message.split("\n").at(-1)}`;
}

const cases: readonly { title: string; stored: readonly StoredSettings[]; streams: readonly string[] }[] = [
	{ title: "nothing stored: what is deployed", stored: [], streams: ["votes deployed: at most 8", "orders deployed: at most 64"] },
	{
		title: "another stream's policy: that stream too, after the deployed ones",
		stored: [{ streamName: "clicks", written: { maxShardCount: 3 } }],
		streams: ["votes deployed: at most 8", "orders deployed: at most 64", "clicks attached: at most 3"],
	},
	{
		title: "a deployed stream's policy: it replaces the deployed one as a whole, defaults and all",
		stored: [{ streamName: "votes", written: { minShardCount: 2 } }],
		streams: ["votes overridden: at most 64", "orders deployed: at most 64"],
	},
	{
		title: "what is no policy: that stream's fault alone, and never the deployed policy in its place",
		stored: [
			{ streamName: "votes", written: { maxShardCount: 0 } },
			{ streamName: "clicks", written: "max 3" },
		],
		streams: [
			"votes: - votes.maxShardCount: must be a whole number from 1 to 10000, is 0",
			"orders deployed: at most 64",
			'clicks: - clicks: must be an object, such as {} or { "maxShardCount": 8 }, is "max 3"',
		],
	},
];

describe("managedStreams", () => {
	it.each(cases)("$title", ({ stored, streams }) => {
		expect(managedStreams(DEPLOYED, stored).map(shown)).toEqual(streams);
	});
});
