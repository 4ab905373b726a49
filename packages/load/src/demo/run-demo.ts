import { type ChosenLoad, chooseLoad, describeChoice, mostMeasured } from "../calibrate/choose-load.ts";
import { CONNECTIONS, measureLocalCloud } from "../calibrate/measure-local-cloud.ts";
import { countPorts } from "../count/count-ports.ts";
import { waitUntilCounted } from "../count/wait-until-counted.ts";
import { runDriver } from "../drive/driver-child.ts";
import type { DriverOrder } from "../drive/messages.ts";
import { tokenOf, WARM_UP_POLL_ID } from "../drive/vote-choices.ts";
import { type LocalCloudReady, startLocalCloudChild } from "../target/local-cloud-child.ts";
import { type NeighbourState, setNeighbour } from "../target/neighbour.ts";
import type { LiveView } from "./live-view.ts";
import { type NeighbourRecords, type RunOptions, type RunReport, runReport } from "./run-report.ts";
import { Watch } from "./watch.ts";

/** The poll of the demo. */
const POLL_ID = "song-contest";

/** Cold code is slow, in both versions, and a deployed system under load has no such seconds. */
const WARM_UP_SECONDS = 5;
/** Well below one shard. */
const WARM_UP_MOST_VOTES_PER_SECOND = 600;

/**
 * One run on a local cloud of its own: measure the machine, load, watch, wait until every accepted vote is counted, report. Always stops
 * the local cloud.
 *
 * @param chosen the load of an earlier run, for a comparison; without it the machine is measured
 */
export async function runDemo(
	options: RunOptions,
	chosen: ChosenLoad | undefined,
	live: LiveView,
	interrupted: AbortSignal,
): Promise<RunReport> {
	live.wait("starting the local cloud");
	const localCloud = await startLocalCloudChild(localCloudArguments(options));
	const signal = AbortSignal.any([interrupted, localCloud.ended]);
	const watch = new Watch(localCloud, live);
	try {
		signal.throwIfAborted();
		live.say(
			`The local cloud is up: one AWS endpoint at ${localCloud.endpointUrl}, the voting API at ${localCloud.apiUrl}, ${options.shardCount} shard(s), real limits.`,
		);
		const load = chosen ?? (await chosenLoad(options, localCloud, live, signal));
		if (chosen !== undefined) await warmUp(chosen, localCloud, live, signal);
		watch.start();
		if (load.neighbourRecordsPerSecond > 0) await setNeighbour(localCloud.endpointUrl, load.neighbourRecordsPerSecond);
		const result = await runDriver(
			driverOrder(localCloud, POLL_ID, load.votesPerSecond, options.durationSeconds),
			({ counts }) => live.load(counts),
			{ abort: signal },
		);
		const neighbour = load.neighbourRecordsPerSecond > 0 ? recordsOf(await setNeighbour(localCloud.endpointUrl, 0)) : undefined;
		const counted = await waitUntilCounted(
			countPorts(localCloud.apiUrl, POLL_ID, () => watch.readCountedTokens(POLL_ID), signal),
			result.acceptedVoters.map(tokenOf),
			(total) => live.count(total, result.acceptedVoters.length),
		);
		return runReport(options, load, result, counted, { ...(await watch.finish()), neighbour });
	} catch (error) {
		// The interruption is the cause of the first failure.
		throw signal.aborted ? signal.reason : error;
	} finally {
		await watch.stop();
		await localCloud.stop();
	}
}

/** Measures the machine, which warms it up too, and chooses. */
async function chosenLoad(options: RunOptions, localCloud: LocalCloudReady, live: LiveView, abort: AbortSignal): Promise<ChosenLoad> {
	const { ratePerSecond, shardCount } = options;
	live.say("Measuring this machine, with votes of another poll that do not count.");
	const onStep = (votesPerSecond: number) => live.wait(`measuring this machine at ${votesPerSecond} votes/s`);
	const machine = await measureLocalCloud(localCloud.apiUrl, mostMeasured(shardCount, ratePerSecond), onStep, abort);
	const load = chooseLoad(machine, shardCount, ratePerSecond);
	live.say(describeChoice(load, shardCount, ratePerSecond !== undefined));
	return load;
}

async function warmUp({ votesPerSecond }: ChosenLoad, localCloud: LocalCloudReady, live: LiveView, abort: AbortSignal): Promise<void> {
	live.say(`The same load again, after ${WARM_UP_SECONDS} s of votes of another poll that do not count.`);
	live.wait("warming up");
	const pace = Math.min(votesPerSecond, WARM_UP_MOST_VOTES_PER_SECOND);
	await runDriver(driverOrder(localCloud, WARM_UP_POLL_ID, pace, WARM_UP_SECONDS), () => {}, { abort });
}

function recordsOf({ stored, throttled }: NeighbourState): NeighbourRecords {
	return { stored, throttled };
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
		...(options.reshardSeconds === undefined ? [] : ["--reshard-seconds", String(options.reshardSeconds)]),
	];
}
