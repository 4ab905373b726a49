/** A kind of fault that a run injects: how often, and what it is. Each has a stream of random draws of its own, so that a run with fewer kinds stays comparable. */
interface FaultKind {
	/** Of what `rate` is a share or a number: a call of a port, an event, a day of one stream, a host. */
	readonly per: "alarm" | "batch" | "call" | "day" | "host" | "minute" | "recheck" | "sweep";
	/** At a factor of 1 and in a quiet phase. A probability, but for `day`: times a day. */
	readonly rate: number;
	readonly is: string;
}

export const FAULT_KINDS = {
	"call-refused": { per: "call", rate: 0.002, is: "a call of AWS is refused with one of its documented errors" },
	"call-lost": { per: "call", rate: 0.001, is: "a call times out before it took effect" },
	"answer-lost": { per: "call", rate: 0.002, is: "a call takes effect, and times out" },
	"call-slow": { per: "call", rate: 0.05, is: "a call takes up to three seconds, half of it before it takes effect" },
	"answer-late": { per: "call", rate: 0.004, is: "an answer takes 1 to 25 s" },
	"call-repeated": { per: "call", rate: 0.002, is: "the SDK sends a call twice, and the second answer counts" },
	"process-killed": { per: "call", rate: 0.001, is: "the process dies at an await, before or after the call took effect" },
	"clock-off": { per: "host", rate: 0.3, is: "a host's clock is off by up to 30 s" },
	"clock-steps-back": { per: "host", rate: 0.02, is: "a host's clock is set back by up to 30 s between two invocations" },
	"alarm-lost": { per: "alarm", rate: 0.1, is: "an alarm's change of state reaches nobody" },
	"alarm-doubled": { per: "alarm", rate: 0.1, is: "it arrives twice, the second time up to two minutes later" },
	"alarm-late": { per: "alarm", rate: 0.1, is: "it arrives up to ten minutes late, after newer ones" },
	"recheck-doubled": { per: "recheck", rate: 0.05, is: "SQS delivers a re-check twice" },
	"recheck-late": { per: "recheck", rate: 0.05, is: "a re-check arrives up to ten minutes late" },
	"sweep-missed": { per: "sweep", rate: 0.02, is: "a sweep of the minute does not run" },
	"batch-repeated": { per: "batch", rate: 0.02, is: "a batch of votes that was counted is delivered again" },
	"message-repeated": { per: "batch", rate: 0.02, is: "SQS delivers messages of the overflow queue that were drained again" },
	"functions-throttled": { per: "day", rate: 1, is: "Lambda runs no function for 1 to 15 minutes" },
	"metrics-late": { per: "day", rate: 0.5, is: "CloudWatch is 15 minutes late for an hour" },
	"metrics-missing": { per: "minute", rate: 0.01, is: "a minute's metrics never come" },
	"metrics-corrected": { per: "minute", rate: 0.01, is: "a minute's metrics come as half, and become whole two minutes later" },
	"kinesis-out": { per: "day", rate: 0.1, is: "Kinesis' control plane answers nothing for up to an hour" },
	"table-out": { per: "day", rate: 0.1, is: "DynamoDB answers nothing for up to an hour" },
	"cloudwatch-out": { per: "day", rate: 0.1, is: "CloudWatch answers nothing for up to an hour" },
	"sns-out": { per: "day", rate: 0.3, is: "SNS answers nothing for up to an hour" },
	"sqs-out": { per: "day", rate: 0.1, is: "SQS answers nothing for up to an hour" },
	"others-reshard": { per: "day", rate: 1, is: "somebody else calls UpdateShardCount" },
	"others-split-or-merge": { per: "day", rate: 1, is: "somebody else splits a shard or merges two" },
	"stream-recreated": { per: "day", rate: 0.1, is: "the stream is deleted and created again" },
	"mode-switched": { per: "day", rate: 0.1, is: "the stream is switched to On-Demand, and back hours later" },
	"quota-changed": { per: "day", rate: 0.5, is: "the account's shard quota is lowered to what is open, or raised" },
	"policy-changed": { per: "day", rate: 0.5, is: "the policy's bounds change" },
	"person-scales": { per: "day", rate: 1, is: "a person scales, and one of four presses Ctrl-C" },
	"person-overrides": { per: "day", rate: 1, is: "a person pauses or holds the stream, or ends that" },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULT_KINDS;

export const FAULT_NAMES = Object.keys(FAULT_KINDS) as FaultName[];

export function isFaultName(name: string): name is FaultName {
	return Object.hasOwn(FAULT_KINDS, name);
}
