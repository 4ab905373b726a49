import { shortLivedShardsNeeded } from "@headroom/engine";
import type { ClockPort } from "../ports/ports.ts";
import type { StreamPort } from "../ports/stream-port.ts";

/**
 * DescribeLimits allows one call a second for the whole account, and its answer is the same for every stream, but for what has been asked
 * for since through this port: what one stream's reshard may open is no longer free for the next one's. An answer that could not be had
 * is kept as well.
 *
 * @param maxAgeMs how long an answer is good; for ever where absent
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html (read 2026-11-23)
 */
export function withAccountRemembered(stream: StreamPort, clock: ClockPort, maxAgeMs = Number.POSITIVE_INFINITY): StreamPort {
	let account: ReturnType<StreamPort["describeAccount"]> | undefined;
	let askedAtMs = 0;
	let openedShardCount = 0;
	return {
		describe: (streamName) => stream.describe(streamName),
		describeAccount: async () => {
			const nowMs = clock.nowMs();
			if (account === undefined || nowMs - askedAtMs > maxAgeMs) {
				account = stream.describeAccount();
				askedAtMs = nowMs;
				openedShardCount = 0;
			}
			const described = await account;
			if (described.kind === "no-data") return described;
			return { ...described, openShardCount: described.openShardCount + openedShardCount };
		},
		lineageSince: (streamName, sinceMs) => stream.lineageSince(streamName, sinceMs),
		updateShardCount: async (streamName, targetShardCount) => {
			const answer = await stream.updateShardCount(streamName, targetShardCount);
			if (answer.kind === "accepted") openedShardCount += shortLivedShardsNeeded(answer.currentShardCount, answer.targetShardCount);
			return answer;
		},
	};
}
