import { setTimeout as sleep } from "node:timers/promises";
import { ListShardsCommand, MergeShardsCommand, type Shard, SplitShardCommand } from "@aws-sdk/client-kinesis";
import { REFUSED_TARGET_SHARD_COUNT } from "@headroom/aws/self-check";
import type { MeasuredRefusal, MeasuredReshard } from "@headroom/controller";
import { attemptReshard, type ReshardAttempt } from "./reshard-attempt.ts";
import { type TestStream, untilActive } from "./test-stream.ts";

/** More than the ten that AWS documents: where none is refused by then, the limit is another. */
const ACCEPTED_AT_MOST = 14;
const RATE_WAIT_MS = 2_000;
const RATE_ATTEMPTS = 5;

export interface ReshardCourseOptions {
	readonly stream: TestStream;
	readonly signal: AbortSignal;
	readonly onProgress: (line: string) => void;
}

/** A stream led through resharding until the service says that it was enough for a day. Everything that happens to it is counted. */
export class ReshardCourse {
	readonly refusals: MeasuredRefusal[] = [];
	readonly reshards: MeasuredReshard[] = [];
	/** Accepted UpdateShardCount calls. */
	accepted = 0;
	/** Refused ones on this stream, but for the one that says that it was enough. */
	refused = 0;
	/** SplitShard and MergeShards. */
	mutations = 0;
	isQuotaReached = false;
	halfOfOddCountRoundsUp: boolean | undefined;
	readonly #stream: TestStream;
	readonly #signal: AbortSignal;
	readonly #onProgress: (line: string) => void;

	constructor({ onProgress, signal, stream }: ReshardCourseOptions) {
		this.#stream = stream;
		this.#signal = signal;
		this.#onProgress = onProgress;
	}

	/** A call that was made by somebody else's credentials, and accepted, at a moment. */
	async acceptedElsewhere(fromShardCount: number, sentAtMs: number): Promise<void> {
		this.accepted += 1;
		await this.#finish(fromShardCount, sentAtMs);
	}

	/** From one or two shards on. @throws Interrupted */
	async run(): Promise<void> {
		let count = await untilActive(this.#stream, this.#signal);
		await this.#refuse("a stream that does not exist", 2, "none", `${this.#stream.streamName}-none`);
		await this.#refuse("more than double", count * 2 + 1, "target-out-of-range");
		await this.#refuse("beyond every limit", REFUSED_TARGET_SHARD_COUNT, "target-out-of-range");
		await this.#refuse("the count that it has", count, "other");
		if (count === 1) count = await this.#reshard(1, 2, true);
		count = await this.#splitAndMerge(count);
		if (count === 2) count = await this.#reshard(2, 3, false);
		if (count === 3) count = await this.#halveThree();
		while (!this.isQuotaReached && this.accepted < ACCEPTED_AT_MOST) {
			if (count === 4 && !this.refusals.some(({ asked }) => asked === "below half"))
				await this.#refuse("below half", 1, "target-out-of-range");
			count = await this.#reshard(count, count >= 4 ? 2 : count * 2, false);
		}
	}

	/** Whether 3 shards may become 1. */
	async #halveThree(): Promise<number> {
		const sentAtMs = Date.now();
		const attempt = await this.#attempt(1);
		if (attempt.kind === "refused") {
			if (this.#noteQuota(attempt)) return 3;
			this.#noteRefusal("half of three, rounded down", attempt, "target-out-of-range");
			this.halfOfOddCountRoundsUp = true;
			return this.#reshard(3, 4, false);
		}
		this.halfOfOddCountRoundsUp = false;
		this.accepted += 1;
		return this.#finish(3, sentAtMs);
	}

	/** @returns the open shards afterwards */
	async #reshard(fromShardCount: number, target: number, asksMeanwhile: boolean): Promise<number> {
		const sentAtMs = Date.now();
		const attempt = await this.#attempt(target);
		if (attempt.kind === "refused") {
			if (!this.#noteQuota(attempt))
				throw new Error(`${fromShardCount} to ${target} shards was refused: ${attempt.name}: ${attempt.message}`);
			return fromShardCount;
		}
		this.accepted += 1;
		if (asksMeanwhile) await this.#askMeanwhile(target);
		return this.#finish(fromShardCount, sentAtMs);
	}

	/** A stream that is quick is ACTIVE again by then, and takes it. */
	async #askMeanwhile(target: number): Promise<void> {
		const attempt = await this.#attempt(target * 2);
		if (attempt.kind === "accepted") this.accepted += 1;
		else if (!this.#noteQuota(attempt)) this.#noteRefusal("while it is resharded", attempt, "reshard-in-progress");
	}

	async #finish(fromShardCount: number, sentAtMs: number): Promise<number> {
		const toShardCount = await untilActive(this.#stream, this.#signal);
		const seconds = Math.round((Date.now() - sentAtMs) / 100) / 10;
		this.reshards.push({ fromShardCount, toShardCount, seconds });
		this.#onProgress(`${fromShardCount} to ${toShardCount} shards: ${seconds} s (${this.accepted} accepted)`);
		return toShardCount;
	}

	async #splitAndMerge(count: number): Promise<number> {
		const { singleAttemptKinesis: kinesis, streamName: StreamName } = this.#stream;
		const [first] = await this.#openShards();
		const { EndingHashKey = "0", StartingHashKey = "0" } = first?.HashKeyRange ?? {};
		const middle = (BigInt(StartingHashKey) + BigInt(EndingHashKey)) / 2n;
		await kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit: first?.ShardId ?? "", NewStartingHashKey: String(middle) }));
		this.mutations += 1;
		await untilActive(this.#stream, this.#signal);
		const [left, right] = await this.#openShards();
		await kinesis.send(
			new MergeShardsCommand({ StreamName, ShardToMerge: left?.ShardId ?? "", AdjacentShardToMerge: right?.ShardId ?? "" }),
		);
		this.mutations += 1;
		const after = await untilActive(this.#stream, this.#signal);
		this.#onProgress(`split and merged: ${count} shards before, ${after} after`);
		return after;
	}

	/** In the order of their ranges. */
	async #openShards(): Promise<readonly Shard[]> {
		const { Shards = [] } = await this.#stream.kinesis.send(new ListShardsCommand({ StreamName: this.#stream.streamName }));
		const start = ({ HashKeyRange }: Shard): bigint => BigInt(HashKeyRange?.StartingHashKey ?? "0");
		return Shards.filter(({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined).sort((a, b) =>
			start(a) < start(b) ? -1 : 1,
		);
	}

	/** A call that should be refused. One that is accepted all the same counts as such. */
	async #refuse(asked: string, target: number, expected: string, streamName?: string): Promise<void> {
		if (this.isQuotaReached) return;
		const attempt = await this.#attempt(target, streamName);
		if (attempt.kind === "accepted") {
			this.accepted += 1;
			this.refusals.push({ asked, name: "accepted", message: "the service took it", readAs: "accepted", expected });
			await untilActive(this.#stream, this.#signal);
		} else if (!this.#noteQuota(attempt)) this.#noteRefusal(asked, attempt, expected, streamName === undefined);
	}

	#noteRefusal(
		asked: string,
		{ message, name, readAs }: Extract<ReshardAttempt, { kind: "refused" }>,
		expected: string,
		isCounted = true,
	): void {
		if (isCounted) this.refused += 1;
		this.refusals.push({ asked, name, message, readAs, expected });
	}

	/** @returns whether the refusal says that it was enough for a day */
	#noteQuota(attempt: Extract<ReshardAttempt, { kind: "refused" }>): boolean {
		if (attempt.readAs !== "reshard-quota") return false;
		this.isQuotaReached = true;
		this.#noteRefusal("one more than a day allows", attempt, "reshard-quota", false);
		return true;
	}

	/** Again where the account has used its calls of the second: that says nothing of the stream. */
	async #attempt(target: number, streamName = this.#stream.streamName): Promise<ReshardAttempt> {
		for (let tries = 1; ; tries += 1) {
			const attempt = await attemptReshard(this.#stream.singleAttemptKinesis, streamName, target);
			if (attempt.kind === "accepted" || attempt.readAs !== "rate" || tries === RATE_ATTEMPTS) return attempt;
			await sleep(RATE_WAIT_MS);
		}
	}
}
