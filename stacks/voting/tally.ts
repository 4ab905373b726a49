import { TABLES, TALLY_EVENT_SOURCE, TIME_TO_LIVE_ATTRIBUTE } from "@headroom/config";
import { settings } from "../managed-streams.ts";
import { names } from "../shared/deployment.ts";
import { failedEventsQueue, lambdaFunction } from "../shared/lambda-function.ts";
import { table } from "../shared/table.ts";
import { votesStream } from "./votes-stream.ts";

const { voterTtlSeconds } = settings;

/** The counts of each vote, and who has voted. */
export const tallyTable = table("TallyTable", names.tallyTable, {
	...TABLES.tally,
	...(voterTtlSeconds === undefined ? {} : { timeToLive: TIME_TO_LIVE_ATTRIBUTE }),
});

const tally = lambdaFunction("tally", {
	resources: { tallyTable: tallyTable.arn, votesStream: votesStream.arn, failedEventsQueue: failedEventsQueue.arn },
	environment: { tallyTableName: tallyTable.name },
	optionalEnvironment: voterTtlSeconds === undefined ? {} : { voterTtlSeconds: String(voterTtlSeconds) },
});

votesStream.subscribe("Tally", tally.arn, {
	transform: {
		eventSourceMapping: (args) => {
			args.startingPosition = TALLY_EVENT_SOURCE.startingPosition;
			args.batchSize = TALLY_EVENT_SOURCE.batchSize;
			args.maximumBatchingWindowInSeconds = TALLY_EVENT_SOURCE.maximumBatchingWindowInSeconds;
			args.parallelizationFactor = TALLY_EVENT_SOURCE.parallelizationFactor;
			args.bisectBatchOnFunctionError = TALLY_EVENT_SOURCE.bisectBatchOnFunctionError;
			args.maximumRetryAttempts = TALLY_EVENT_SOURCE.maximumRetryAttempts;
			args.maximumRecordAgeInSeconds = TALLY_EVENT_SOURCE.maximumRecordAgeInSeconds;
			args.functionResponseTypes = TALLY_EVENT_SOURCE.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [];
			args.destinationConfig = { onFailure: { destinationArn: failedEventsQueue.arn } };
		},
	},
});
