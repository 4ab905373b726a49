import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { BareConnection } from "../test/support/bare-connection.ts";
import { runLocalCloud } from "../test/support/pressed-local-cloud.ts";

/**
 * The local cloud's memory after 800,000 counted votes, each of a voter of its own. They come by PutRecords, so that the stream and the tables get in minutes what
 * the API brings them in half an hour. With the main file of another tree in HEADROOM_BENCH_BESIDE that is measured, too. Linux only: it reads /proc.
 */
const VOTES = 800_000;
const VOTES_PER_CALL = 500;
const SHARDS = 8;
const MOST_WAITING_VOTES = 20_000;
const REPORT_EVERY_VOTES = 200_000;
const MOST_MEGABYTES = 1_200;
const POLL = "lunch";
const LONGEST_MS = 1_800_000;

const { HEADROOM_BENCH_BESIDE: otherMain } = process.env;
const here = await measure(undefined);
console.log(`this tree: ${here} MB after ${VOTES} votes (${here <= MOST_MEGABYTES ? "meets" : "MISSES"} at most ${MOST_MEGABYTES})`);
if (otherMain !== undefined) {
	const other = await measure(otherMain);
	console.log(`${otherMain}: ${other} MB, ${(here / other).toFixed(2)} times of which are this tree's`);
}

async function measure(main: string | undefined): Promise<number> {
	const { apiUrl, endpointUrl, pid, stop } = await runLocalCloud(["--shards", String(SHARDS)], main);
	const connection = new BareConnection(Number(new URL(endpointUrl).port));
	const untilMs = performance.now() + LONGEST_MS;
	try {
		let counted = 0;
		let reported = 0;
		for (let written = 0; counted < VOTES; counted = await countVotes(apiUrl)) {
			if (performance.now() > untilMs) throw new Error(`${counted} of ${VOTES} votes were counted in ${LONGEST_MS / 1000} s.`);
			if (counted - reported >= REPORT_EVERY_VOTES) {
				console.log(`  ${counted} votes: ${residentMegabytes(pid)} MB`);
				reported = counted;
			}
			// What a full shard refused is written again by a later round: a vote counts once.
			while (written < VOTES && written - counted < MOST_WAITING_VOTES) {
				const refused = await connection.putVotes("votes", POLL, written, VOTES_PER_CALL);
				if (refused === 0) written += VOTES_PER_CALL;
				else await wait(100);
			}
			await wait(500);
		}
		return residentMegabytes(pid);
	} finally {
		connection.close();
		await stop();
	}
}

async function countVotes(apiUrl: string): Promise<number> {
	const answer = await fetch(`${apiUrl}/votes/${POLL}`);
	return ((await answer.json()) as { readonly total?: number }).total ?? 0;
}

function residentMegabytes(pid: number): number {
	const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	return Math.round(Number(kilobytes) / 1024);
}
