import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepCoresBusy, offerVotes, type RunningLocalCloud, runLocalCloud } from "../support/pressed-local-cloud.ts";

const SECONDS = 3;
const LONGEST_COUNT_MS = 60_000;

let localCloud: RunningLocalCloud;
let endLoops: () => Promise<void>;
beforeAll(async () => {
	// More shards than any of the rates takes: whatever is not stored at once has another reason than the stream.
	localCloud = await runLocalCloud(["--shards", "4"]);
	endLoops = keepCoresBusy(2);
}, 60_000);
afterAll(async () => {
	await endLoops();
	await localCloud.stop();
});

describe("a local cloud beside two programs that would use both cores", { timeout: 120_000 }, () => {
	it.each([
		{ title: "a rate that an idle machine carries", votesPerSecond: 400 },
		{ title: "a rate beyond two cores", votesPerSecond: 1500 },
	])("at $title answers 200 or 429, nothing else, and counts every 200 once", async ({ votesPerSecond }) => {
		const poll = `at-${votesPerSecond}`;
		const answers = await offerVotes(localCloud.apiUrl, poll, votesPerSecond, SECONDS);
		expect([...answers.keys()].filter((status) => status !== 200 && status !== 429)).toEqual([]);
		expect(answers.get(200)).toBeGreaterThan(0);
		expect(await countOf(poll, answers.get(200) ?? 0)).toBe(answers.get(200));

		const { lines } = (await (await fetch(`${localCloud.endpointUrl}/_local-cloud/logs?filter=stream_error`)).json()) as {
			readonly lines: readonly unknown[];
		};
		expect(lines, "votes that the queue took since the machine was late").toEqual([]);
	});
});

/** The counted votes of a poll, once there are so many, or whatever there is in the end. */
async function countOf(poll: string, expected: number): Promise<number> {
	const untilMs = Date.now() + LONGEST_COUNT_MS;
	for (let total = 0; ; await wait(200)) {
		const response = await fetch(`${localCloud.apiUrl}/votes/${poll}`);
		if (response.ok) ({ total } = (await response.json()) as { readonly total: number });
		if (total >= expected || Date.now() > untilMs) return total;
	}
}
