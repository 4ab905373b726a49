import type { DrainPace } from "./drain-pace.ts";
import type { OverflowPort, Vote, VoteStreamPort } from "./ports.ts";
import { errorText } from "./vote-log.ts";
import { readVoteRecord } from "./vote-record.ts";

export interface DrainPorts {
	readonly stream: Pick<VoteStreamPort, "putVotes">;
	readonly overflow: OverflowPort;
	/** May be a few seconds old. Rejects if the count is unavailable. */
	openShardCount(): Promise<number>;
	nowMs(): number;
	sleep(ms: number): Promise<void>;
	log(level: "error" | "info" | "warn", event: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface OverflowMessage {
	readonly messageId: string;
	readonly body: string;
}

export interface Drained {
	readonly drainedRequestIds: readonly string[];
	readonly setAside: number;
	/** Put back into the queue, because the time was over. */
	readonly putBackRequestIds: readonly string[];
	readonly throttledAttempts: number;
	/** Neither drained nor put back: the queue delivers them again after their visibility timeout. */
	readonly failedMessageIds: readonly string[];
}

/** The next try of a vote that was not drained in time. Not at once, or the same two batches would only alternate. */
const PUT_BACK_DELAY_SECONDS = 5;

const PUT_BACKS_AT_ONCE = 10;

interface WaitingVote {
	readonly messageId: string;
	readonly vote: Vote;
}

/**
 * Move a batch of waiting votes into the stream at the given pace, until `deadlineMs`.
 *
 * Every message ends in one of four places: the stream, the dead-letter queue (if it is not a vote), the queue again, or
 * `failedMessageIds`. After a failure a vote may end in two of them, which is harmless: it is counted once.
 */
export async function drainOverflow(
	ports: DrainPorts,
	pace: DrainPace,
	messages: readonly OverflowMessage[],
	deadlineMs: number,
): Promise<Drained> {
	const { waiting, setAside, failedMessageIds } = await readMessages(ports, messages);
	const read = [...waiting];
	const throttledAttempts = await putAtPace(ports, pace, waiting, deadlineMs);
	const undrained = new Set(waiting);
	const notPutBack = new Set(await putBack(ports, waiting));
	return {
		drainedRequestIds: read.filter((vote) => !undrained.has(vote)).map(requestIdOf),
		setAside,
		putBackRequestIds: waiting.filter((vote) => !notPutBack.has(vote)).map(requestIdOf),
		throttledAttempts,
		failedMessageIds: [...failedMessageIds, ...[...notPutBack].map(({ messageId }) => messageId)],
	};
}

function requestIdOf({ vote }: WaitingVote): string {
	return vote.request_id;
}

async function readMessages(ports: DrainPorts, messages: readonly OverflowMessage[]) {
	const waiting: WaitingVote[] = [];
	const failedMessageIds: string[] = [];
	let setAside = 0;
	for (const { messageId, body } of messages) {
		const record = readVoteRecord(body);
		if (record.kind === "vote") {
			waiting.push({ messageId, vote: record.vote });
			continue;
		}
		try {
			await ports.overflow.setAside(body, record.reason);
			setAside += 1;
			ports.log("warn", "overflow.set-aside", { message_id: messageId, reason: record.reason });
		} catch (error) {
			failedMessageIds.push(messageId);
			ports.log("error", "overflow.set-aside-failed", { message_id: messageId, reason: record.reason, error: errorText(error) });
		}
	}
	return { waiting, setAside, failedMessageIds };
}

/** Removes the stored votes from `waiting`; the rest stays in it at the deadline. @returns throttled attempts */
async function putAtPace(ports: DrainPorts, pace: DrainPace, waiting: WaitingVote[], deadlineMs: number): Promise<number> {
	let throttledAttempts = 0;
	let hasLoggedFailure = false;
	while (waiting.length > 0) {
		pace.setOpenShardCount(await ports.openShardCount());
		const nowMs = ports.nowMs();
		const answer = pace.request(waiting.length, nowMs);
		if (nowMs + (answer.kind === "wait" ? answer.ms : 0) >= deadlineMs) break;
		if (answer.kind === "wait") {
			await ports.sleep(answer.ms);
			continue;
		}
		const chunk = waiting.splice(0, answer.records);
		try {
			const outcomes = await ports.stream.putVotes(chunk.map(({ vote }) => vote));
			const throttled = chunk.filter((_, index) => outcomes[index]?.kind !== "stored");
			throttledAttempts += throttled.length;
			waiting.unshift(...throttled);
			if (throttled.length > 0) pace.throttled(ports.nowMs());
			else pace.stored(ports.nowMs());
		} catch (error) {
			waiting.unshift(...chunk);
			pace.throttled(ports.nowMs());
			if (!hasLoggedFailure) ports.log("error", "overflow.stream-unavailable", { waiting: waiting.length, error: errorText(error) });
			hasLoggedFailure = true;
		}
	}
	return throttledAttempts;
}

/**
 * Sends a new message with a short delay instead of a batch item failure. A failed item would come back only after the visibility timeout,
 * six times the function's timeout, while the stream may have room within seconds. After the first failure of the queue it does not try the
 * rest: each try may take seconds, and the function's time is nearly over.
 * @returns the votes that were not put back
 */
async function putBack(ports: DrainPorts, waiting: readonly WaitingVote[]): Promise<readonly WaitingVote[]> {
	const queue = [...waiting];
	const failed: WaitingVote[] = [];
	let failure: unknown;

	async function work(): Promise<void> {
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			if (failure !== undefined) {
				failed.push(next);
				continue;
			}
			try {
				await ports.overflow.send(next.vote, PUT_BACK_DELAY_SECONDS);
			} catch (error) {
				failed.push(next);
				failure = error;
			}
		}
	}

	await Promise.all(Array.from({ length: PUT_BACKS_AT_ONCE }, work));
	if (failed.length > 0) ports.log("error", "overflow.put-back-failed", { failed: failed.length, error: errorText(failure) });
	return failed;
}
