import { ObservationError } from "@headroom/controller";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

export function checkStreamMode(context: CheckContext): Promise<readonly Finding[]> {
	const { ports, session } = context;
	return checkEachStream(context, async ({ source, streamName }): Promise<readonly Finding[]> => {
		try {
			const { streamMode } = await ports.stream.describe(streamName);
			if (streamMode === "PROVISIONED") return [];
			const { accountId } = await session.caller();
			return [
				{
					severity: "problem",
					code: "stream.on-demand",
					where: streamName,
					says: `${streamName} is ON_DEMAND: the service scales it by itself and refuses UpdateShardCount.`,
					fix: [
						`aws kinesis update-stream-mode --stream-arn ${session.streamArn(streamName, accountId)} --stream-mode-details StreamMode=PROVISIONED`,
					],
				},
			];
		} catch (error) {
			if (!(error instanceof ObservationError && error.code === "observation.stream-not-found")) throw error;
			return [
				{
					severity: "problem",
					code: "stream.missing",
					where: streamName,
					says: `${streamName} is managed, but the stream does not exist.`,
					fix: [
						source === "attached"
							? `headroom detach ${streamName}`
							: "Remove it from the deployment's streams, then: npx sst deploy --stage <stage>",
					],
				},
			];
		}
	});
}
