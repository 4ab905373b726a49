import { setTimeout as sleep } from "node:timers/promises";
import { checkExactlyOnce } from "../count/exactly-once.ts";
import { type CountPorts, type VotesCounted, waitUntilCounted } from "../count/wait-until-counted.ts";
import { runDriver } from "../drive/driver-child.ts";
import type { AnswerGroup, LoadCounts, LoadResult } from "../drive/load-result.ts";
import type { DriverOrder } from "../drive/messages.ts";
import { tokenOf, WARM_UP_POLL_ID } from "../drive/vote-choices.ts";
import { type LocalCloudReady, startLocalCloudChild } from "../target/local-cloud-child.ts";
import { type LocalCloudEvent, LocalCloudEventReader } from "../target/local-cloud-events.ts";
import { timelineOf } from "../timeline.ts";
import { viewAws } from "./aws-view.ts";
import type { LiveView } from "./live-view.ts";
import { answersByClass, type DeliveredNotification, type RunOptions, type RunReport } from "./run-report.ts";

/** What is voted on. */
const POLL_ID = "song-contest";

/** Enough for a version that keeps its callers waiting for seconds, and less than the 1,000 invocations at once that an account of Lambda allows. */
const CONNECTIONS = 800;

const WATCH_EVERY_MS = 1000;

/** Code that has not run yet is slow, in every version alike; a deployed system under load has no such seconds. Well below one shard. */
const WARM_UP = { ratePerSecond: 600, durationSeconds: 5 } as const;

/** One run on a local cloud of its own: load, watch, wait until everything accepted is counted, report. Always stops the local cloud. */
export async function runDemo(options: RunOptions, live: LiveView, interrupted: AbortSignal): Promise<RunReport> {
	const localCloud = await startLocalCloudChild(localCloudArguments(options));
	const signal = AbortSignal.any([interrupted, localCloud.ended]);
	const watch = new Watch(localCloud, live);
	try {
		signal.throwIfAborted();
		live.say(
			`The local cloud is up: one AWS endpoint at ${localCloud.endpointUrl}, the voting API at ${localCloud.apiUrl}, ${options.shardCount} shard(s), real limits.`,
		);
		live.say(`Warming up for ${WARM_UP.durationSeconds} s, on a poll of its own that is not part of the figures.`);
		const warmUpRate = Math.min(WARM_UP.ratePerSecond, options.ratePerSecond);
		await runDriver(driverOrder(localCloud, WARM_UP_POLL_ID, warmUpRate, WARM_UP.durationSeconds), () => {}, { abort: signal });
		watch.start();
		const load = await runDriver(
			driverOrder(localCloud, POLL_ID, options.ratePerSecond, options.durationSeconds),
			({ counts }) => watch.loadProgress(counts),
			{ abort: signal },
		);
		const counted = await waitUntilCounted(countPorts(localCloud, watch, signal), load.acceptedVoters.map(tokenOf), (total) =>
			watch.countProgress(total, load.acceptedVoters.length),
		);
		return await watch.report(options, load, counted);
	} catch (error) {
		// Whatever failed first, it failed because of this.
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

/** The results page over HTTP, the voters through the SDK. */
function countPorts(localCloud: LocalCloudReady, watch: Watch, signal: AbortSignal): CountPorts {
	return {
		async readTotal() {
			const response = await fetch(`${localCloud.apiUrl}/votes/${POLL_ID}`, { signal });
			return response.ok ? ((await response.json()) as { total: number }).total : undefined;
		},
		readTokens: () => watch.readCountedTokens(),
		nowMs: Date.now,
		pause: (ms) => sleep(ms, undefined, { signal }),
	};
}

/** One body for each status that is not 200 or 202. */
function exampleBodies(groups: readonly AnswerGroup[]): Record<string, string> {
	const refused = groups.filter(({ status }) => status !== 200 && status !== 202);
	return Object.fromEntries(refused.map(({ first, status }) => [status === 0 ? "unanswered" : status, first.body]));
}

/** Follows the local cloud while the load runs: the live view during the run, the timeline and the notifications after it. */
class Watch {
	readonly #live: LiveView;
	readonly #aws: ReturnType<typeof viewAws>;
	readonly #events: LocalCloudEventReader;
	readonly #notifications: DeliveredNotification[] = [];
	#told = 0;
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<unknown> = Promise.resolve();

	constructor(localCloud: LocalCloudReady, live: LiveView) {
		this.#live = live;
		this.#aws = viewAws(localCloud);
		this.#events = new LocalCloudEventReader(localCloud.endpointUrl);
	}

	start(): void {
		this.#timer = setInterval(() => {
			// What one look missed the next one sees; the last one, in the report, may not fail.
			this.#looking = this.#looking.then(() => this.#look()).catch(() => {});
		}, WATCH_EVERY_MS);
	}

	loadProgress(counts: LoadCounts): void {
		this.#live.show({ phase: "load", counts });
	}

	countProgress(counted: number, accepted: number): void {
		this.#live.show({ phase: "count", counted, accepted });
	}

	/** Tells what is new. @returns every event so far */
	async #look(): Promise<readonly LocalCloudEvent[]> {
		const events = await this.#events.read();
		this.#live.events(events.slice(this.#told));
		this.#told = events.length;
		for (const notification of await this.#aws.readNotifications()) {
			this.#notifications.push(notification);
			this.#live.notification(notification);
		}
		return events;
	}

	readCountedTokens(): Promise<ReadonlySet<string>> {
		return this.#aws.readCountedTokens(POLL_ID);
	}

	async report(options: RunOptions, load: LoadResult, counted: VotesCounted): Promise<RunReport> {
		clearInterval(this.#timer);
		await this.#looking;
		const events = await this.#look();
		const reshardsLeft = await this.#aws.readReshardsLeft();
		const { counts, latencyMs, acceptedVoters, unknownVoters, groups, firstRequestAtMs, lastRequestAtMs } = load;
		const lastEventAtMs = events.at(-1)?.atMs ?? lastRequestAtMs;
		return {
			schemaVersion: 1,
			options,
			loadStartedAtMs: firstRequestAtMs,
			loadEndedAtMs: lastRequestAtMs,
			offered: counts.offered,
			offeredPerSecond: counts.offered / Math.max(0.001, (lastRequestAtMs - firstRequestAtMs) / 1000),
			notSent: counts.notSent,
			answers: answersByClass(counts.byStatus, counts.unanswered),
			byStatus: counts.byStatus,
			exampleBodies: exampleBodies(groups),
			latencyMs,
			timeline: timelineOf(events, firstRequestAtMs, Math.max(lastRequestAtMs, lastEventAtMs)),
			notifications: this.#notifications,
			...(reshardsLeft !== undefined && { reshardsLeft }),
			...(counted.afterSeconds !== undefined && { countedAfterSeconds: counted.afterSeconds }),
			exactlyOnce: checkExactlyOnce({
				acceptedVoters,
				unknownVoters,
				countedTokens: counted.tokens,
				countedTotal: counted.total,
				tokenOf,
			}),
		};
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#looking;
		this.#live.done();
		this.#aws.close();
	}
}
