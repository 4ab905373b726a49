import type { Recommendation } from "@headroom/simulator";

/** How a person writes a stream whose name is not known here. */
const ANY_STREAM = "<stream>";

/** The command that does what is recommended. @param streamName absent where the load is no stream's own past */
export function commandFor({ means, shardCount }: Pick<Recommendation, "means" | "shardCount">, streamName = ANY_STREAM): string {
	switch (means) {
		case "headroom":
			return `headroom attach ${streamName}`;
		case "fixed-count":
			return `headroom scale ${streamName} --to ${shardCount}`;
		case "on-demand":
			return `aws kinesis update-stream-mode --stream-arn <ARN of ${streamName}> --stream-mode-details StreamMode=ON_DEMAND`;
		default:
			return means satisfies never;
	}
}
