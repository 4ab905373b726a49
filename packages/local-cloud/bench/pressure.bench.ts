import { keepCoresBusy, offerVotes, runLocalCloud } from "../test/support/pressed-local-cloud.ts";

/**
 * What the two versions answer beside two programs that would use both cores, in turns: each turn starts a local cloud anew, so that
 * neither is warmer than the other, and takes the same offer. More shards than the rate takes, so that the machine is all there is to see.
 */
const ROUNDS = 4;
const VOTES_PER_SECOND = 600;
const SECONDS = 8;
const LEAST_SHARE = 0.7;

const variants = ["headroom", "naive"] as const;
const sums = new Map(variants.map((variant) => [variant, { stored: 0, refused: 0, failed: 0 }]));
for (let round = 0; round < ROUNDS; round += 1) {
	for (const variant of variants) {
		const localCloud = await runLocalCloud(["--shards", "4", "--variant", variant]);
		const endLoops = keepCoresBusy(2);
		const answers = await offerVotes(localCloud.apiUrl, `round-${round}`, VOTES_PER_SECOND, SECONDS);
		await endLoops();
		await localCloud.stop();
		const sum = sums.get(variant);
		if (sum === undefined) continue;
		for (const [status, count] of answers) {
			if (status === 200 || status === 202) sum.stored += count;
			else if (status === 429) sum.refused += count;
			else sum.failed += count;
		}
	}
}
console.log(`${ROUNDS} rounds of ${SECONDS} s at ${VOTES_PER_SECOND} votes/s beside two busy loops:`);
for (const [variant, { failed, refused, stored }] of sums) {
	console.log(`${variant}: ${stored} answered 200 or 202, ${refused} 429, ${failed} something else or nothing`);
}
const share = (sums.get("headroom")?.stored ?? 0) / (sums.get("naive")?.stored ?? 0);
console.log(
	`Headroom answered ${share.toFixed(2)} times as many as naive (${share >= LEAST_SHARE ? "meets" : "MISSES"} at least ${LEAST_SHARE})`,
);
