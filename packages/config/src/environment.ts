import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { ENVIRONMENT, type EnvironmentKey, OPTIONAL_ENVIRONMENT, type OptionalEnvironmentKey } from "./deployment.ts";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html StreamName (read 2026-11-23) */
export const STREAM_NAME_PATTERN = /^[a-zA-Z0-9_.-]{1,128}$/;
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html TableName (read 2026-11-23) */
const TABLE_NAME_PATTERN = /^[a-zA-Z0-9_.-]{3,255}$/;
const TOPIC_ARN_PATTERN = /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,256}$/;

interface Shape {
	readonly isValid: (value: string) => boolean;
	readonly mustBe: string;
}

const STREAM_NAME: Shape = {
	isValid: (value) => STREAM_NAME_PATTERN.test(value),
	mustBe: "a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-')",
};
const TABLE_NAME: Shape = {
	isValid: (value) => TABLE_NAME_PATTERN.test(value),
	mustBe: "a DynamoDB table name (3 to 255 letters, digits, '_', '.', '-')",
};
const QUEUE_URL: Shape = { isValid: isHttpUrl, mustBe: "the URL of an SQS queue" };
const TOPIC_ARN: Shape = { isValid: (value) => TOPIC_ARN_PATTERN.test(value), mustBe: "the ARN of an SNS topic" };
/** Must only be set: `parseStreams` lists the faults of its contents. */
const NOT_EMPTY: Shape = { isValid: () => true, mustBe: "set" };

const SHAPES: Readonly<Record<EnvironmentKey, Shape>> = {
	historyTableName: TABLE_NAME,
	notificationsTopicArn: TOPIC_ARN,
	overflowDeadLetterQueueUrl: QUEUE_URL,
	overflowQueueUrl: QUEUE_URL,
	recheckQueueUrl: QUEUE_URL,
	streams: NOT_EMPTY,
	tallyTableName: TABLE_NAME,
	votesStreamName: STREAM_NAME,
};

/**
 * Read the environment variables of a function, once, at start-up.
 *
 * @param keys of the function's definition: `FUNCTIONS.tally.environment`
 * @param env  `process.env`
 * @throws ConfigError naming every variable that is missing or malformed
 */
export function readEnvironment<const Key extends EnvironmentKey>(
	keys: readonly Key[],
	env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Key, string>> {
	const problems: ConfigProblem[] = [];
	const values: Partial<Record<EnvironmentKey, string>> = {};
	for (const key of keys) {
		const name = ENVIRONMENT[key];
		const value = env[name];
		const shape = SHAPES[key];
		if (value === undefined || value.trim() === "") {
			problems.push({ path: name, message: `must be ${shape.mustBe}, is ${value === undefined ? "not set" : "empty"}` });
		} else if (!shape.isValid(value)) {
			problems.push({ path: name, message: `must be ${shape.mustBe}, is ${JSON.stringify(value)}` });
		} else {
			values[key] = value;
		}
	}
	if (problems.length > 0) throw new ConfigError("environment", problems);
	return values as Record<Key, string>;
}

/** What the variables are that a setting may leave out. */
export interface OptionalValues {
	readonly votingAuth: "iam" | "jwt" | "none";
	readonly voterTtlSeconds: number;
}

type OptionalReader<Key extends OptionalEnvironmentKey> = {
	/** Undefined where the text is none. */
	readonly read: (text: string) => OptionalValues[Key] | undefined;
	readonly mustBe: string;
};

const OPTIONAL_READERS: { readonly [Key in OptionalEnvironmentKey]: OptionalReader<Key> } = {
	votingAuth: { read: (text) => (["iam", "jwt", "none"] as const).find((each) => each === text), mustBe: "iam, jwt or none" },
	voterTtlSeconds: { read: (text) => (/^[1-9]\d*$/.test(text) ? Number(text) : undefined), mustBe: "a whole number of seconds" },
};

/**
 * Read the variables that a setting of the deployment may leave out, once, at start-up.
 *
 * @returns a member for each that is set
 * @throws ConfigError naming every one that is malformed: a malformed check of voters must not read as none
 */
export function readOptionalEnvironment<const Key extends OptionalEnvironmentKey>(
	keys: readonly Key[],
	env: Readonly<Record<string, string | undefined>>,
): Partial<Pick<OptionalValues, Key>> {
	const problems: ConfigProblem[] = [];
	const values: Partial<Record<OptionalEnvironmentKey, unknown>> = {};
	for (const key of keys) {
		const name = OPTIONAL_ENVIRONMENT[key];
		const text = env[name];
		if (text === undefined) continue;
		const { mustBe, read } = OPTIONAL_READERS[key];
		const value = read(text);
		if (value === undefined) problems.push({ path: name, message: `must be ${mustBe}, is ${JSON.stringify(text)}` });
		else values[key] = value;
	}
	if (problems.length > 0) throw new ConfigError("environment", problems);
	return values as Partial<Pick<OptionalValues, Key>>;
}

function isHttpUrl(value: string): boolean {
	const url = URL.parse(value);
	return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}
