import { HeadroomScaler, minutesKeptMs } from "../headroom/headroom-scaler.ts";
import type { LoadSource } from "../load-source.ts";
import { PeerScaler } from "../peer-scaler.ts";
import type { Scaler } from "../scaler.ts";
import { Arrivals } from "../stream/arrivals.ts";
import { SimulatedStream } from "../stream/simulated-stream.ts";
import type { Contender } from "./contender.ts";
import { shardCountForFirstMinute } from "./load-profile.ts";
import { onDemandRun } from "./on-demand-run.ts";
import type { OnProgress } from "./progress.ts";
import { type RunFigures, RunRecorder } from "./run-figures.ts";
import type { SimulationSettings } from "./simulation-settings.ts";

/**
 * When in its minute the sweep runs, and when a peer does. Any values work that do not fall on the end of the minute.
 */
const SWEEP_PHASE_MS = 20_000;
const PEER_PHASE_MS = 30_000;
/** Each peer keeps its own minutes: it gets each minute once. */
const PEER_MINUTES_KEPT_MS = 600_000;
/** Simulated seconds between two reports of progress: six hours. */
const PROGRESS_SECONDS = 21_600;

/** One load under one contender, from beginning to end in virtual time. */
export async function run(
	load: LoadSource,
	contender: Contender,
	settings: SimulationSettings,
	onProgress: OnProgress = () => {},
): Promise<RunFigures> {
	if (contender.kind === "on-demand") return onDemandRun(load, contender, settings, onProgress);
	const { startMs, durationSeconds } = load;
	const { streamName, writeAttempts, kinesis } = settings;
	// A count that somebody chose for the peak has even ranges.
	const rangeWidths = contender.kind === "fixed" ? undefined : load.rangeWidths;
	const initialShardCount = rangeWidths?.length ?? settings.initialShardCount ?? shardCountForFirstMinute(load);
	const openShardCount = contender.kind === "fixed" ? contender.shardCount : initialShardCount;
	const recorder = new RunRecorder(startMs, durationSeconds);
	const keptMs = contender.kind === "headroom" ? minutesKeptMs(contender.policy) : PEER_MINUTES_KEPT_MS;
	const stream = new SimulatedStream({
		startMs,
		streamName,
		openShardCount,
		...(rangeWidths === undefined ? {} : { rangeWidths }),
		...(load.sharedConsumers === undefined ? {} : { sharedConsumers: load.sharedConsumers }),
		...(load.consumerStopsAtSecond === undefined ? {} : { readUntilMs: startMs + load.consumerStopsAtSecond * 1_000 }),
		...(load.serviceMetricsLateMs === undefined ? {} : { serviceMetricsLateMs: load.serviceMetricsLateMs }),
		arrivals: settings,
		writeAttempts,
		kinesis,
		minutesKeptMs: keptMs,
	});
	const scaler = scalerOf(contender, stream, recorder);
	const arrivals = new Arrivals(settings);
	let second = 0;
	// Not async: nearly all seconds need no wait, and V8 compiles such a loop far better.
	const passUntilWork = (): Promise<void> | undefined => {
		while (second < durationSeconds) {
			const { recordsPerSecond, bytesPerRecord, hotKeyShare = 0, hotRange } = load.at(second);
			const capacity = stream.openShardCount;
			const written = stream.pass(arrivals.draw(recordsPerSecond), bytesPerRecord, hotKeyShare, hotRange);
			recorder.add(second, written, bytesPerRecord, capacity);
			second += 1;
			if (second % PROGRESS_SECONDS === 0) onProgress(PROGRESS_SECONDS);
			if (stream.clock.nowMs() < scaler.nextWakeMs) continue;
			const work = scaler.wake();
			if (work !== undefined) return work;
		}
		return undefined;
	};
	for (let work = passUntilWork(); work !== undefined; work = passUntilWork()) await work;
	onProgress(durationSeconds % PROGRESS_SECONDS);
	return recorder.figures();
}

function scalerOf(contender: Exclude<Contender, { kind: "on-demand" }>, stream: SimulatedStream, log: RunRecorder): Scaler {
	switch (contender.kind) {
		case "headroom": {
			const { policy, producersPublish } = contender;
			return new HeadroomScaler({ stream, policy, producersPublish, sweepPhaseMs: SWEEP_PHASE_MS, log });
		}
		case "peer": {
			const start = { openShardCount: stream.openShardCount, startMs: stream.clock.nowMs() };
			return new PeerScaler(stream, contender.peer.create(start), PEER_PHASE_MS, log);
		}
		case "fixed":
			return { nextWakeMs: Number.POSITIVE_INFINITY, wake: () => undefined };
		default:
			return contender satisfies never;
	}
}
