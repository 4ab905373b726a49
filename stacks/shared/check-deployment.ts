import { ConfigError, type ConfigProblem, readPolicy, STREAM_NAME_PATTERN, type WrittenPolicy } from "@headroom/config";
import { MAX_SHARDS_PER_STREAM, type Policy } from "@headroom/engine";
import { wakeupAlarms } from "./wakeup-alarms.ts";
import type { AutoscaledStream, OwnedStream, Settings, WrittenDeployment } from "./written-deployment.ts";

/** A stream under Headroom's care, checked. */
export interface ManagedStream {
	readonly streamName: string;
	/** As written: the functions read it from their environment. */
	readonly writtenPolicy: WrittenPolicy;
	readonly policy: Policy;
	readonly retentionHours: number;
}

/** The provider's description of an existing stream. */
interface FoundStream {
	readonly retentionPeriod: number;
	readonly streamModeDetails: readonly { readonly streamMode: string }[];
}

type LookUpStream = (streamName: string) => Promise<FoundStream>;

/**
 * A function's name has at most 64 characters, and the longest is `headroom-<stage>-drain-overflow`.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html FunctionName read 2026-11-25
 */
const MAX_STAGE_LENGTH = 40;

/** Of all variables of a function together. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-25 */
const MAX_ENVIRONMENT_BYTES = 4096;
/** The most that the names, ARNs and URLs beside the policies take. */
const OTHER_ENVIRONMENT_BYTES = 1024;

/** Of all permissions to invoke one function together; same page. */
const MAX_RESOURCE_POLICY_BYTES = 20_480;
/** One permission without the alarm's name, when stage, Region and partition have the longest names. */
const PERMISSION_BYTES = 460;

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html read 2026-11-25 */
const RETENTION_HOURS = { from: 24, to: 8760 } as const;

/**
 * Checks everything that a person wrote, before anything is created.
 *
 * @param lookUp finds a stream that exists already; rejects when there is none
 * @throws ConfigError listing every fault with its path
 */
export async function checkDeployment(
	written: WrittenDeployment,
	lookUp: LookUpStream,
): Promise<{ readonly settings: Settings; readonly managedStreams: readonly ManagedStream[] }> {
	const checks = await Promise.all(written.streams.map((stream) => checkStream(stream, written, lookUp)));
	const managedStreams = checks.flatMap(({ managed }) => (managed === undefined ? [] : [managed]));
	const problems = [
		...stageProblems(written.stage),
		...written.settings.problems,
		...checks.flatMap((check) => check.problems),
		...duplicateProblems(checks.map(({ streamName }) => streamName)),
		...environmentProblems(managedStreams),
		...permissionProblems(managedStreams, written.settings.settings.attachableStreams),
	];
	if (problems.length > 0) throw new ConfigError(`The deployment of stage ${written.stage}`, problems);
	return { settings: written.settings.settings, managedStreams };
}

/** The streams as the functions read them from their environment: `{ "<stream name>": <policy> }`. */
export function streamsJson(streams: readonly ManagedStream[]): string {
	return JSON.stringify(Object.fromEntries(streams.map(({ streamName, writtenPolicy }) => [streamName, writtenPolicy])));
}

interface StreamCheck {
	readonly streamName: string;
	readonly problems: readonly ConfigProblem[];
	/** Absent when there are problems. */
	readonly managed?: ManagedStream;
}

async function checkStream({ stream, policy }: AutoscaledStream, where: WrittenDeployment, lookUp: LookUpStream): Promise<StreamCheck> {
	const named = typeof stream === "string" ? nameOf(stream, where) : { streamName: stream.name, problems: nameProblems(stream.name) };
	const { streamName } = named;
	const reading = readPolicy(policy, streamName);
	const found = typeof stream === "string" ? await foundStream(named, where.region, lookUp) : ownedStream(stream);
	const problems = [...named.problems, ...found.problems, ...(reading.kind === "problems" ? reading.problems : [])];
	if (problems.length > 0 || reading.kind === "problems") return { streamName, problems };
	return {
		streamName,
		problems,
		managed: { streamName, writtenPolicy: policy, policy: reading.policy, retentionHours: found.retentionHours },
	};
}

interface NamedStream {
	readonly streamName: string;
	readonly problems: readonly ConfigProblem[];
}

/** From a name or an ARN. An ARN of another Region or account is a fault, since an alarm and its function must be where the stream is. */
function nameOf(written: string, { accountId, region }: WrittenDeployment): NamedStream {
	if (!written.startsWith("arn:")) return { streamName: written, problems: nameProblems(written) };
	const [, , service, arnRegion, arnAccountId, resource = ""] = written.split(":");
	const [kind, streamName = "", ...rest] = resource.split("/");
	if (service !== "kinesis" || kind !== "stream" || rest.length > 0 || !STREAM_NAME_PATTERN.test(streamName)) {
		return {
			streamName: written,
			problems: [
				{ path: written, message: `is not the ARN of a Kinesis stream, such as arn:aws:kinesis:${region}:${accountId}:stream/orders` },
			],
		};
	}
	const elsewhere: ConfigProblem[] = [];
	if (arnRegion !== region) {
		elsewhere.push({ path: written, message: `is in ${arnRegion}, this deployment is in ${region}: deploy Headroom there too` });
	}
	if (arnAccountId !== accountId) {
		elsewhere.push({
			path: written,
			message: `is in account ${arnAccountId}, this deployment is in ${accountId}: deploy Headroom there too`,
		});
	}
	return { streamName, problems: elsewhere };
}

function nameProblems(name: string): ConfigProblem[] {
	if (STREAM_NAME_PATTERN.test(name)) return [];
	return [{ path: name === "" ? '""' : name, message: "is not a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-')" }];
}

interface StreamProperties {
	readonly retentionHours: number;
	readonly problems: readonly ConfigProblem[];
}

function ownedStream({ name, initialShardCount, retentionHours }: OwnedStream): StreamProperties {
	return {
		retentionHours,
		problems: [
			...wholeNumberProblems(`${name}.initialShardCount`, initialShardCount, 1, MAX_SHARDS_PER_STREAM),
			...wholeNumberProblems(`${name}.retentionHours`, retentionHours, RETENTION_HOURS.from, RETENTION_HOURS.to),
		],
	};
}

async function foundStream({ streamName, problems }: NamedStream, region: string, lookUp: LookUpStream): Promise<StreamProperties> {
	// No stream of this account and Region can have such a name or ARN.
	if (problems.length > 0) return { retentionHours: Number.NaN, problems: [] };
	try {
		const { retentionPeriod, streamModeDetails } = await lookUp(streamName);
		const isProvisioned = streamModeDetails.some(({ streamMode }) => streamMode === "PROVISIONED");
		return { retentionHours: retentionPeriod, problems: isProvisioned ? [] : [{ path: streamName, message: ON_DEMAND }] };
	} catch (error) {
		return { retentionHours: Number.NaN, problems: [{ path: streamName, message: lookUpProblem(error, region) }] };
	}
}

const ON_DEMAND =
	"is an on-demand stream, which has no shard count to change; switch it to provisioned first (aws kinesis update-stream-mode), or leave it out";

/**
 * The provider says "couldn't find resource" in place of Kinesis's own code.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/retry/error.go read 2026-11-25
 */
const NOT_FOUND = /couldn't find resource|ResourceNotFoundException/;

function lookUpProblem(error: unknown, region: string): string {
	const reason = error instanceof Error ? error.message : String(error);
	if (NOT_FOUND.test(reason)) return `is not a stream of this account in ${region}; create it first, or correct the name`;
	return `could not be looked up: ${reason.trim()}`;
}

function stageProblems(stage: string): ConfigProblem[] {
	if (stage.length <= MAX_STAGE_LENGTH) return [];
	return [{ path: "--stage", message: `must be at most ${MAX_STAGE_LENGTH} characters, since names are made of it, has ${stage.length}` }];
}

function duplicateProblems(streamNames: readonly string[]): ConfigProblem[] {
	const twice = streamNames.filter((name, index) => streamNames.indexOf(name) !== index);
	return [...new Set(twice)].map((path) => ({ path, message: "is put under Headroom more than once; one stream has one policy" }));
}

function environmentProblems(streams: readonly ManagedStream[]): ConfigProblem[] {
	const bytes = Buffer.byteLength(streamsJson(streams));
	const most = MAX_ENVIRONMENT_BYTES - OTHER_ENVIRONMENT_BYTES;
	if (bytes <= most) return [];
	const message = `take ${bytes} bytes with their policies, and a function's environment has room for ${most}: leave defaults out, or use headroom attach for some`;
	return [{ path: `${streams.length} streams`, message }];
}

function permissionProblems(streams: readonly ManagedStream[], attachableStreams: readonly string[]): ConfigProblem[] {
	const alarms = wakeupAlarms(streams, attachableStreams);
	const bytes = alarms.reduce((sum, alarmName) => sum + PERMISSION_BYTES + alarmName.length, 0);
	if (bytes <= MAX_RESOURCE_POLICY_BYTES) return [];
	const message =
		`wake the autoscaler, attachable patterns counted as one each; their permissions take up to ${bytes} bytes, and a function's policy has ` +
		`room for ${MAX_RESOURCE_POLICY_BYTES}: put some under Headroom with headroom attach, by one pattern in HEADROOM_ATTACHABLE_STREAMS`;
	return [{ path: `${alarms.length} alarms`, message }];
}

function wholeNumberProblems(path: string, value: number, from: number, to: number): ConfigProblem[] {
	if (Number.isInteger(value) && value >= from && value <= to) return [];
	return [{ path, message: `must be a whole number from ${from} to ${to}, is ${value}` }];
}
