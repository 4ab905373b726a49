// Decisions per second on one core, on what an evaluation really sees: 60 and some minutes of datapoints, reshards of the day,
// a policy with a floor. Run with `npm run bench -- decide`.
import { Bench } from "tinybench";
import { decide, type History, type Observation } from "../src/index.ts";
import { fastThrottles, HOUR_MS, history, minute, observation, policy, reshards, scheduledFloor, throttledShards } from "../test/build.ts";

/** What is promised, on one core. */
const DECISIONS_PER_SECOND_AT_LEAST = 200_000;
/** Enough for the timer's resolution, and short enough that most rounds are not interrupted on a busy machine. */
const DECISIONS_PER_ROUND = 100;

const hourOf = (recordsPerSecond: number) =>
	Array.from({ length: 62 }, (_, index) => minute({ minutesAgo: 63 - index, recordsPerSecond: recordsPerSecond + (index % 7) * 20 }));
const floors = policy({ scheduledFloors: [scheduledFloor({ fromMinuteOfDay: 1_200, toMinuteOfDay: 1_320 })] });
const day = history({ reshards: reshards(4, HOUR_MS, 3 * HOUR_MS) });

const cases: readonly { readonly name: string; readonly world: Observation; readonly given: History }[] = [
	{ name: "hold in the band", world: observation({ minutes: hourOf(2_100) }), given: day },
	{ name: "scale out", world: observation({ minutes: hourOf(3_700), fastWindow: fastThrottles(40) }), given: day },
	{ name: "scale in", world: observation({ openShardCount: 12, minutes: hourOf(900) }), given: day },
	{
		name: "hot key",
		world: observation({ minutes: hourOf(1_000), fastWindow: fastThrottles(40), shardThrottles: throttledShards({ 1: 390, 2: 10 }) }),
		given: day,
	},
	{ name: "blocked", world: observation({ minutes: hourOf(3_700), streamStatus: "UPDATING" }), given: history({ reshards: reshards(9) }) },
];

const bench = new Bench({ time: 1_000, warmupTime: 300 });
for (const { name, world, given } of cases) {
	bench.add(name, () => {
		for (let round = 0; round < DECISIONS_PER_ROUND; round += 1) decide(world, floors, given);
	});
}
await bench.run();

let slowest = Number.POSITIVE_INFINITY;
for (const { name, result } of bench.tasks) {
	if (result.state !== "completed") throw new Error(`decide bench "${name}" did not complete: ${result.state}`);
	// The median round: what else runs on the machine is not the engine's doing.
	const perSecond = (1_000 * DECISIONS_PER_ROUND) / result.latency.p50;
	slowest = Math.min(slowest, perSecond);
	console.log(`decide, ${name}: ${Math.round(perSecond).toLocaleString("en")} decisions/s`);
}
const isFast = slowest >= DECISIONS_PER_SECOND_AT_LEAST;
console.log(
	`decide, slowest: ${Math.round(slowest).toLocaleString("en")} decisions/s; ${isFast ? "at least" : "UNDER"} ${DECISIONS_PER_SECOND_AT_LEAST.toLocaleString("en")}`,
);
if (!isFast) process.exitCode = 1;
