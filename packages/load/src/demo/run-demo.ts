import { countPorts } from "../count/count-ports.ts";
import { waitUntilCounted } from "../count/wait-until-counted.ts";
import { runDriver } from "../drive/driver-child.ts";
import type { DriverOrder } from "../drive/messages.ts";
import { tokenOf, WARM_UP_POLL_ID } from "../drive/vote-choices.ts";
import { type LocalCloudReady, startLocalCloudChild } from "../target/local-cloud-child.ts";
import type { LiveView } from "./live-view.ts";
import { type RunOptions, type RunReport, runReport } from "./run-report.ts";
import { Watch } from "./watch.ts";

/** The poll of the demo. */
const POLL_ID = "song-contest";

/**
 * Enough for a version whose callers wait for seconds, and less than the 1,000 concurrent invocations that Lambda allows an account.
 */
const CONNECTIONS = 800;

/** Cold code is slow, in both versions, and a deployed system under load has no such seconds. Well below one shard. */
const WARM_UP = { ratePerSecond: 600, durationSeconds: 5 } as const;

/** One run on a local cloud of its own: load, watch, wait until every accepted vote is counted, report. Always stops the local cloud. */
export async function runDemo(options: RunOptions, live: LiveView, interrupted: AbortSignal): Promise<RunReport> {
	const localCloud = await startLocalCloudChild(localCloudArguments(options));
	const signal = AbortSignal.any([interrupted, localCloud.ended]);
	const watch = new Watch(localCloud, live);
	try {
		signal.throwIfAborted();
		live.say(
			`The local cloud is up: one AWS endpoint at ${localCloud.endpointUrl}, the voting API at ${localCloud.apiUrl}, ${options.shardCount} shard(s), real limits.`,
		);
		live.say(`Warming up for ${WARM_UP.durationSeconds} s, on another poll that does not count.`);
		const warmUpRate = Math.min(WARM_UP.ratePerSecond, options.ratePerSecond);
		await runDriver(driverOrder(localCloud, WARM_UP_POLL_ID, warmUpRate, WARM_UP.durationSeconds), () => {}, { abort: signal });
		watch.start();
		const load = await runDriver(
			driverOrder(localCloud, POLL_ID, options.ratePerSecond, options.durationSeconds),
			({ counts }) => live.load(counts),
			{ abort: signal },
		);
		const counted = await waitUntilCounted(
			countPorts(localCloud.apiUrl, POLL_ID, () => watch.readCountedTokens(POLL_ID), signal),
			load.acceptedVoters.map(tokenOf),
			(total) => live.count(total, load.acceptedVoters.length),
		);
		return runReport(options, load, counted, await watch.finish());
	} catch (error) {
		// The interruption is the cause of the first failure.
		throw signal.aborted ? signal.reason : error;
	} finally {
		await watch.stop();
		await localCloud.stop();
	}
}

function driverOrder({ apiUrl }: LocalCloudReady, pollId: string, ratePerSecond: number, durationSeconds: number): DriverOrder {
	return { apiUrl, pollId, model: { kind: "rate", ratePerSecond, connections: CONNECTIONS }, durationSeconds };
}

function localCloudArguments(options: RunOptions): string[] {
	return [
		"--shards",
		String(options.shardCount),
		"--variant",
		options.variant,
		...(options.fastAlarm ? [] : ["--no-fast-alarm"]),
		...(options.deliverAlarms ? [] : ["--drop-alarms"]),
	];
}
