/** At most so many calls in any stretch of so many seconds. */
export interface Pace {
	readonly calls: number;
	readonly seconds: number;
}

/** Who calls AWS' control planes. Functions by their names; each of their execution environments is paced by itself. */
export type Caller = "autoscaler" | "commandLine" | "recheck" | "sweep";

export interface CallRate {
	/** What the account may call in a Region, everybody together, as AWS documents it. */
	readonly documentedPerSecond: number;
	/** Absent for who does not call it. */
	readonly paces: Partial<Readonly<Record<Caller, Pace>>>;
}

const pace = (calls: number, seconds: number): Pace => ({ calls, seconds });

/**
 * Every API that we call and whose rate is an account's. All callers together, each function as often as it may run at once, stay below
 * half of the rate: the other half is for everybody else in the account. docs/decisions/0027-pace-and-rate-refusals.md says how the half
 * is shared out.
 *
 * Not here: what is called once a command or once an act (STS, SQS, IAM, SNS' Publish), what follows from a call that is here (an
 * evaluation's calls of DynamoDB), and what is a stream's own: ListShards, 1,000 a second
 * (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html), and ListStreamConsumers, five
 * (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html), both read 2026-11-27.
 */
export const CALL_RATES = {
	/**
	 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html "20 transactions per second per account", read
	 * 2026-11-27
	 */
	"kinesis:DescribeStreamSummary": {
		documentedPerSecond: 20,
		paces: { sweep: pace(1, 0.2), autoscaler: pace(2, 5), recheck: pace(3, 6), commandLine: pace(3, 2) },
	},
	/**
	 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html "one transaction per second per account", read
	 * 2026-11-27
	 */
	"kinesis:DescribeLimits": {
		documentedPerSecond: 1,
		// Three for a person: the first of them may be refused, since there is one a second.
		paces: { sweep: pace(1, 20), autoscaler: pace(1, 30), recheck: pace(1, 30), commandLine: pace(3, 15) },
	},
	/**
	 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html "five transactions per second per account", read
	 * 2026-11-27
	 */
	"kinesis:ListStreams": { documentedPerSecond: 5, paces: { commandLine: pace(1, 0.6) } },
	/**
	 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html "10 transactions per second per account", read
	 * 2026-11-27
	 */
	"kinesis:UpdateShardCount": {
		documentedPerSecond: 10,
		paces: { sweep: pace(1, 0.7), autoscaler: pace(1, 2.5), recheck: pace(1, 5), commandLine: pace(1, 1) },
	},
	/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html 50, in some Regions more, read 2026-11-27 */
	"cloudwatch:GetMetricData": {
		documentedPerSecond: 50,
		paces: { sweep: pace(12, 1), autoscaler: pace(4, 4), recheck: pace(4, 4), commandLine: pace(5, 1) },
	},
	/** Same page: 400. */
	"cloudwatch:GetMetricStatistics": { documentedPerSecond: 400, paces: { commandLine: pace(50, 1) } },
	/** Same page: 9. */
	"cloudwatch:DescribeAlarms": { documentedPerSecond: 9, paces: { commandLine: pace(1, 0.27) } },
	/** Same page: 3. */
	"cloudwatch:PutMetricAlarm": { documentedPerSecond: 3, paces: { commandLine: pace(1, 0.7) } },
	/** Same page: 3. */
	"cloudwatch:DeleteAlarms": { documentedPerSecond: 3, paces: { commandLine: pace(1, 0.7) } },
	/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html "Rate of GetPolicy API requests", read 2026-11-27 */
	"lambda:GetPolicy": { documentedPerSecond: 15, paces: { commandLine: pace(5, 1) } },
	/** Same page: of the 15 a second of all of Lambda's other control plane, as many; the doctor looks at seven functions at once. */
	"lambda:GetFunctionConfiguration": { documentedPerSecond: 8, paces: { commandLine: pace(7, 2) } },
	/** Of the same 15; asked by what would scale in, five minutes apart for a stream. */
	"lambda:ListEventSourceMappings": {
		documentedPerSecond: 2,
		paces: { sweep: pace(1, 3), autoscaler: pace(1, 20), recheck: pace(1, 20), commandLine: pace(1, 4) },
	},
	"lambda:AddPermission": { documentedPerSecond: 2.5, paces: { commandLine: pace(1, 1) } },
	"lambda:RemovePermission": { documentedPerSecond: 2.5, paces: { commandLine: pace(1, 1) } },
	/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html 5 where it is least, read 2026-11-27 */
	"logs:FilterLogEvents": { documentedPerSecond: 5, paces: { commandLine: pace(2, 1) } },
	/** Same page: 10. */
	"logs:DescribeLogGroups": { documentedPerSecond: 10, paces: { commandLine: pace(4, 1) } },
	/** https://docs.aws.amazon.com/general/latest/gr/sns.html 30, read 2026-11-27 */
	"sns:ListSubscriptionsByTopic": { documentedPerSecond: 30, paces: { commandLine: pace(10, 1) } },
} as const satisfies Readonly<Record<string, CallRate>>;

/** One caller's share of a rate. */
export interface Share {
	readonly pace: Pace;
	readonly documentedPerSecond: number;
}

/** By action. */
export function sharesOf(caller: Caller): ReadonlyMap<string, Share> {
	const rates: Readonly<Record<string, CallRate>> = CALL_RATES;
	return new Map(
		Object.entries(rates).flatMap(([action, { documentedPerSecond, paces }]) => {
			const pace = paces[caller];
			return pace === undefined ? [] : [[action, { pace, documentedPerSecond }] as const];
		}),
	);
}
