import { mostInASecond, startFleet } from "../test/support/fleet.ts";
import { nearRates, status, sweep } from "../test/support/fleet-callers.ts";

/**
 * An account with so many streams, 20 to 60 ms a call, the documented rates enforced: whether sweeps leave none out and `headroom status` shows them all, in
 * how long. test/fleet.test.ts is its short form.
 */
const STREAMS = 300;
const STATUS_LIMIT_SECONDS = 20;
/** One more than a round of all takes, so that a sweep goes on where another stopped. */
const SWEEPS = 2;

const fleet = await startFleet(STREAMS);
try {
	Object.assign(process.env, fleet.functionEnvironment);
	await watched("status alone", showAll);
	const evaluated = new Set<string>();
	for (let number = 1; number <= SWEEPS; number += 1) {
		await watched(`sweep ${number}`, async () => {
			const { lines } = await sweep(fleet);
			const evaluatedNow = lines.filter(({ event }) => event === "stream.evaluated");
			for (const { fields } of evaluatedNow) evaluated.add(String(fields["streamName"]));
			return `${evaluatedNow.length} evaluated, ${evaluated.size} of ${STREAMS} so far; ${JSON.stringify(lines.at(-1)?.fields)}`;
		});
	}
	await watched("sweep, and status meanwhile", async () => {
		const [{ lines }, said] = await Promise.all([sweep(fleet), showAll()]);
		return `${said}; ${JSON.stringify(lines.at(-1)?.fields)}`;
	});
	console.log(
		`refused: ${fleet.refused.join(", ") || "none"}; messages: ${fleet.messageCount()}; near a rate: ${nearRates(fleet).join(", ") || "none"}`,
	);
} finally {
	await fleet.close();
}

async function showAll(): Promise<string> {
	const startedMs = performance.now();
	const { code, faults, streams } = await status(fleet);
	const seconds = (performance.now() - startedMs) / 1000;
	const isMet = streams.length === STREAMS && code === 0 && seconds <= STATUS_LIMIT_SECONDS;
	const target = `(${isMet ? "meets" : "MISSES"} all in at most ${STATUS_LIMIT_SECONDS} s)`;
	return `status exits ${code} after ${seconds.toFixed(1)} s with ${streams.length} streams and ${faults.length} faults ${target}`;
}

async function watched(title: string, act: () => Promise<string>): Promise<void> {
	const [startedMs, from] = [performance.now(), fleet.calls.length];
	const said = await act();
	const calls = fleet.calls.slice(from);
	const summaries = mostInASecond(calls, "DescribeStreamSummary");
	console.log(
		`${title}: ${((performance.now() - startedMs) / 1000).toFixed(1)} s, ${calls.length} calls, at most ${summaries} DescribeStreamSummary a second`,
	);
	console.log(`  ${said}`);
}
