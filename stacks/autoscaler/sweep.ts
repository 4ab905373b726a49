import { SWEEP_RATE_MINUTES } from "@headroom/config";
import { accountId, deployment } from "../shared/deployment.ts";
import { failedEventsQueue, lambdaFunction } from "../shared/lambda-function.ts";
import { asynchronousEvaluation } from "./evaluation.ts";

const sweep = lambdaFunction("sweep", asynchronousEvaluation);

// The sweep evaluates every stream, so nothing depends on the arrival of an alarm.
new sst.aws.CronV2("SweepSchedule", {
	function: sweep.arn,
	schedule: SWEEP_RATE_MINUTES === 1 ? "rate(1 minute)" : `rate(${SWEEP_RATE_MINUTES} minutes)`,
	// The next sweep comes within a minute.
	retries: 0,
	dlq: failedEventsQueue.arn,
	transform: {
		schedule: (args) => {
			args.name = `${deployment}-sweep`;
		},
		role: (args) => {
			args.assumeRolePolicy = JSON.stringify({
				Version: "2012-10-17",
				Statement: [
					{
						Effect: "Allow",
						Action: "sts:AssumeRole",
						Principal: { Service: "scheduler.amazonaws.com" },
						Condition: { StringEquals: { "aws:SourceAccount": accountId } },
					},
				],
			});
		},
	},
});
