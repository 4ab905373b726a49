import {
	ConfigError,
	type ConfigProblem,
	type DeploymentSettings,
	placeDifferences,
	readPolicy,
	STREAM_NAME_PATTERN,
	streamReference,
	votesStreamName,
	type WrittenPolicy,
} from "@headroom/config";
import { MAX_SHARDS_PER_STREAM, type Policy } from "@headroom/engine";
import { environmentProblems } from "./checks/function-environment.ts";
import { logicalNameProblems } from "./checks/logical-names.ts";
import { rolePolicyProblems } from "./checks/role-policies.ts";
import { stageProblems } from "./checks/stage.ts";
import { voterProblems } from "./checks/voters.ts";
import { wakeupPolicyProblems } from "./checks/wakeup-policy.ts";
import { wakeupAlarms } from "./wakeup-alarms.ts";
import type { AutoscaledStream, OwnedStream, WrittenDeployment } from "./written-deployment.ts";

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
): Promise<{ readonly settings: DeploymentSettings; readonly managedStreams: readonly ManagedStream[] }> {
	const checks = await Promise.all(written.streams.map((stream) => checkStream(stream, written, lookUp)));
	const managedStreams = checks.flatMap(({ managed }) => (managed === undefined ? [] : [managed]));
	const { settings, problems: settingsProblems } = written.settings;
	const { attachableStreams } = settings;
	const problems = [
		...stageProblems(written.stage),
		...settingsProblems,
		...checks.flatMap((check) => check.problems),
		...nothingToManageProblems(written),
		...voterProblems(settings, votesRetentionHours(written)),
		...duplicateProblems(checks.map(({ streamName }) => streamName)),
		...logicalNameProblems(written.streams.flatMap(({ stream }) => (typeof stream === "string" ? [] : [stream.name]))),
		...environmentProblems(written.stage, written, streamsJson(managedStreams), managedStreams.length),
		...wakeupPolicyProblems(written.stage, written, wakeupAlarms(managedStreams, attachableStreams)),
		...rolePolicyProblems(
			written.stage,
			written,
			[...managedStreams.map(({ streamName }) => streamName), ...attachableStreams],
			settings.reshardOn,
		),
	];
	if (problems.length > 0) throw new ConfigError(`The deployment of stage ${written.stage}`, problems);
	return { settings, managedStreams };
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
function nameOf(written: string, place: WrittenDeployment): NamedStream {
	const reference = streamReference(written);
	switch (reference.kind) {
		case "name":
			return { streamName: written, problems: nameProblems(written) };
		case "malformed-arn": {
			const example = `arn:${place.partition}:kinesis:${place.region}:${place.accountId}:stream/orders`;
			return { streamName: written, problems: [{ path: written, message: `is not the ARN of a Kinesis stream, such as ${example}` }] };
		}
		case "arn":
			return {
				streamName: reference.streamName,
				problems: placeDifferences(reference, place, "this deployment").map((difference) => ({
					path: written,
					message: `${difference}: deploy Headroom there too`,
				})),
			};
		default:
			return reference satisfies never;
	}
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

/** A day, as Kinesis has it, where the votes stream is not in the list. */
function votesRetentionHours({ stage, streams }: WrittenDeployment): number {
	const owned = streams.flatMap(({ stream }) => (typeof stream === "string" ? [] : [stream]));
	return owned.find(({ name }) => name === votesStreamName(stage))?.retentionHours ?? RETENTION_HOURS.from;
}

/** The functions would run every minute for nothing. */
function nothingToManageProblems({ settings, streams }: WrittenDeployment): ConfigProblem[] {
	if (streams.length > 0 || settings.settings.attachableStreams.length > 0) return [];
	const message =
		"lists no stream, and HEADROOM_ATTACHABLE_STREAMS names none for headroom attach: without the voting system there is nothing to look after";
	return [{ path: "stacks/managed-streams.ts", message }];
}

function duplicateProblems(streamNames: readonly string[]): ConfigProblem[] {
	const twice = streamNames.filter((name, index) => streamNames.indexOf(name) !== index);
	return [...new Set(twice)].map((path) => ({ path, message: "is put under Headroom more than once; one stream has one policy" }));
}

function wholeNumberProblems(path: string, value: number, from: number, to: number): ConfigProblem[] {
	if (Number.isInteger(value) && value >= from && value <= to) return [];
	return [{ path, message: `must be a whole number from ${from} to ${to}, is ${value}` }];
}
