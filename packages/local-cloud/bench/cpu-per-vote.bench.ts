import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { offerVotes, runLocalCloud } from "../test/support/pressed-local-cloud.ts";
import { threadTimes } from "../test/support/thread-times.ts";

/**
 * Processor time of the local cloud for each vote that it stores and counts, by thread. The driver is in this process and is not counted.
 *
 * With the main file of another tree in HEADROOM_BENCH_BESIDE both take turns, and the ratio of the two is what a busy machine does not
 * blur: `HEADROOM_BENCH_BESIDE=../older/packages/local-cloud/src/main.ts npm run bench -- cpu-per-vote`. Linux only: it reads /proc.
 */
const ROUNDS = 3;
const VOTES_PER_SECOND = 200;
const WARM_UP_SECONDS = 8;
const SECONDS = 12;
const SETTLE_MS = 1500;

const here = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const beside = process.env["HEADROOM_BENCH_BESIDE"];
const mains = [here, ...(beside === undefined ? [] : [beside])];
const best = new Map<string, { readonly total: number; readonly byThread: ReadonlyMap<string, number> }>();

for (let round = 0; round < ROUNDS; round += 1) {
	for (const main of mains) {
		const measured = await measure(main);
		const known = best.get(main);
		if (known === undefined || measured.total < known.total) best.set(main, measured);
	}
}
for (const [main, { byThread, total }] of best) {
	console.log(`${main === here ? "this tree" : main}: ${total.toFixed(2)} ms a vote, the least of ${ROUNDS} rounds`);
	for (const [thread, ms] of [...byThread].sort(([, left], [, right]) => right - left)) {
		if (ms >= 0.005) console.log(`  ${ms.toFixed(3)} ${thread}`);
	}
}
const [mine, other] = mains.map((main) => best.get(main)?.total ?? Number.NaN);
if (mine !== undefined && other !== undefined) console.log(`${(mine / other).toFixed(2)} times as much as ${beside}`);

async function measure(main: string): Promise<{ readonly total: number; readonly byThread: ReadonlyMap<string, number> }> {
	const localCloud = await runLocalCloud(["--shards", "2"], main);
	try {
		await offerVotes(localCloud.apiUrl, "warm-up", VOTES_PER_SECOND, WARM_UP_SECONDS);
		await wait(SETTLE_MS);
		const before = threadTimes(localCloud.pid);
		const answers = await offerVotes(localCloud.apiUrl, "measured", VOTES_PER_SECOND, SECONDS);
		await wait(SETTLE_MS);
		const after = threadTimes(localCloud.pid);
		const votes = (answers.get(200) ?? 0) + (answers.get(202) ?? 0);
		const byThread = new Map<string, number>();
		for (const [id, { cpuMs, name }] of after) {
			const ms = (cpuMs - (before.get(id)?.cpuMs ?? 0)) / votes;
			byThread.set(name, (byThread.get(name) ?? 0) + ms);
		}
		return { total: [...byThread.values()].reduce((sum, ms) => sum + ms, 0), byThread };
	} finally {
		await localCloud.stop();
	}
}
