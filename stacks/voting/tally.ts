import { TABLES, TALLY_EVENT_SOURCE } from "@headroom/config";
import { names } from "../shared/deployment.ts";
import { failedEventsQueue, lambdaFunction } from "../shared/lambda-function.ts";
import { votesStream } from "../shared/owned-streams.ts";
import { table } from "../shared/table.ts";

/** The counts of each vote, and who has voted. */
export const tallyTable = table("TallyTable", names.tallyTable, TABLES.tally);

const tally = lambdaFunction("tally", {
	resources: { tallyTable: tallyTable.arn, votesStream: votesStream.arn, failedEventsQueue: failedEventsQueue.arn },
	environment: { tallyTableName: tallyTable.name },
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
