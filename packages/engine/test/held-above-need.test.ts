import { describe, expect, it } from "vitest";
import { type History, heldAboveNeed, type LoadDatapoint, type Observation, type Policy } from "../src/index.ts";
import { DAY_MS, HOUR_MS, history, MINUTE_MS, minute, NOW_MS, observation, policy, reshard } from "./build.ts";

const aDay = (recordsPerSecond: number, count = 1_440) =>
	Array.from({ length: count }, (_, index) => minute({ minutesAgo: count + 1 - index, recordsPerSecond }));
const ownFor = (ms: number) => Array.from({ length: Math.floor(ms / MINUTE_MS) }, (_, index) => NOW_MS - ms + index * MINUTE_MS);

function held(minutes: readonly LoadDatapoint[], given: { own?: readonly number[]; policy?: Partial<Policy>; history?: History } = {}) {
	const { load, ...world } = observation({ openShardCount: 8, minutes });
	const observed: Observation = { ...world, load: { ...load, headroomMinutes: given.own ?? ownFor(DAY_MS) } };
	return heldAboveNeed(observed, policy(given.policy), given.history ?? history());
}

describe("a stream is held above its need", () => {
	const rows: readonly { title: string; is: ReturnType<typeof held>; of: ReturnType<typeof held> }[] = [
		{ title: "for a day with an eighth of the load", of: held(aDay(500)), is: { heldShardCount: 8, neededShardCount: 1 } },
		{ title: "for a day without a single record", of: held([]), is: { heldShardCount: 8, neededShardCount: 1 } },
		{
			title: "not where its highest minute takes as many",
			of: held([...aDay(500), minute({ minutesAgo: 1, recordsPerSecond: 5_500 })]),
			is: undefined,
		},
		{ title: "not where less than a quarter would be saved", of: held(aDay(4_500)), is: undefined },
		{ title: "not where the policy asks for as many", of: held(aDay(500), { policy: { minShardCount: 8 } }), is: undefined },
		{ title: "not where Headroom has looked after it for half a day", of: held(aDay(500), { own: ownFor(12 * HOUR_MS) }), is: undefined },
		{ title: "not where nothing shows for how long Headroom has", of: held(aDay(500), { own: [] }), is: undefined },
		{
			title: "not where it had fewer shards within the day",
			of: held(aDay(500), { history: history({ reshards: [reshard({ agoMs: 3 * HOUR_MS, fromShardCount: 1, toShardCount: 8 })] }) }),
			is: undefined,
		},
		{
			title: "by what it had before the day, where the last reshard is older",
			of: held(aDay(500), { history: history({ reshards: [reshard({ agoMs: 30 * HOUR_MS, fromShardCount: 1, toShardCount: 8 })] }) }),
			is: { heldShardCount: 8, neededShardCount: 1 },
		},
		{
			title: "counting the fewest shards of the day",
			of: held(aDay(500), { history: history({ reshards: [reshard({ agoMs: 3 * HOUR_MS, fromShardCount: 6, toShardCount: 8 })] }) }),
			is: { heldShardCount: 6, neededShardCount: 1 },
		},
	];
	it.each(rows)("$title", ({ is, of }) => {
		expect(of).toEqual(is);
	});
});
