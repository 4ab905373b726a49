import type { ReshardRefusal } from "./stream-port.ts";

interface RefusalRow {
	readonly refusal: ReshardRefusal;
	/** The exception's name; any client fault if absent. */
	readonly name?: string;
	/** What the message must say; anything if absent. */
	readonly says?: RegExp;
}

/**
 * How UpdateShardCount refuses. The first row that fits counts. AWS documents the exceptions, but neither which one stands for which limit
 * nor the messages. So the message decides if it names a limit, else the exception's name.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html read 2026-11-23
 */
const RESHARD_REFUSAL_TABLE: readonly RefusalRow[] = [
	{ name: "ResourceInUseException", refusal: "reshard-in-progress" },
	{ says: /on[-_ ]?demand/i, refusal: "on-demand" },
	// Before the account's shards: "Rate exceeded for stream votes under account 111122223333."
	{ says: /rate exceeded|throttl|(transactions|requests|calls|operations) per second|\bTPS\b/i, refusal: "rate" },
	{ name: "ThrottlingException", refusal: "rate" },
	{ name: "Throttling", refusal: "rate" },
	{ name: "TooManyRequestsException", refusal: "rate" },
	// "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 1 Target shard count: 4"
	{ says: /\b(double|half)\b/i, refusal: "target-out-of-range" },
	{ says: /24[- ]?h(ou)?rs?\b|rolling|\bper day\b|\b(ten|10) times\b/i, refusal: "reshard-quota" },
	// "This request would exceed the shard limit for the account 111122223333 in us-east-1. Current shard count for the account: …"
	{ says: /shard (limit|quota)|limit.*\baccount\b|\baccount\b.*limit/i, refusal: "account-shard-quota" },
	{ says: /\b10,?000\b|\bmaximum\b|less than or equal to|greater than or equal to/i, refusal: "target-out-of-range" },
];

/**
 * Which refusal an answer of UpdateShardCount is, for whoever asks the service or a model of it.
 *
 * @param exception its name as AWS spells it: `LimitExceededException`
 */
export function reshardRefusalOf(exception: string, message: string): ReshardRefusal {
	const row = RESHARD_REFUSAL_TABLE.find(
		({ name, says }) => (name === undefined || name === exception) && (says === undefined || says.test(message)),
	);
	return row?.refusal ?? "other";
}
