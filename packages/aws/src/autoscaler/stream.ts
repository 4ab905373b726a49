import {
	DescribeLimitsCommand,
	DescribeStreamSummaryCommand,
	KinesisClient,
	ScalingType,
	type StreamDescriptionSummary,
	UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import { ObservationError, type ReshardAnswer, ReshardError, reshardRefusalOf, type StreamPort } from "@headroom/controller";
import type { StreamObservation } from "@headroom/engine";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, type SdkFault, sdkFault } from "../shared/sdk-errors.ts";
import { shardLineage } from "./lineage.ts";

export interface KinesisStreamOptions {
	/** For reads: the SDK may retry them. */
	readonly client?: KinesisClient;
	/**
	 * For UpdateShardCount and DescribeLimits, which are sent once. After a lost answer, a second UpdateShardCount gets "in use" if the first
	 * one succeeded. A second DescribeLimits would only delay the evaluation, at one call a second for the whole account.
	 */
	readonly singleAttemptClient?: KinesisClient;
}

/** The stream itself, over DescribeStreamSummary, DescribeLimits and UpdateShardCount. */
export function kinesisStream({ client = kinesisClient(), singleAttemptClient = kinesisClient(1) }: KinesisStreamOptions = {}): StreamPort {
	return {
		async describe(streamName) {
			try {
				const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
				return streamObservation(streamName, StreamDescriptionSummary);
			} catch (error) {
				throw error instanceof ObservationError ? error : describeError(error, "kinesis:DescribeStreamSummary", streamName);
			}
		},

		async describeAccount() {
			try {
				const { ShardLimit, OpenShardCount } = await singleAttemptClient.send(new DescribeLimitsCommand({}));
				if (ShardLimit === undefined || OpenShardCount === undefined) {
					return { kind: "no-data", reason: "DescribeLimits answered without the account's shards" };
				}
				return { kind: "known", shardLimit: ShardLimit, openShardCount: OpenShardCount };
			} catch (error) {
				const { name, message } = sdkFault(error);
				return { kind: "no-data", reason: `DescribeLimits: ${name}: ${message}` };
			}
		},

		lineageSince: shardLineage(client),

		async updateShardCount(streamName, targetShardCount) {
			try {
				const accepted = await singleAttemptClient.send(
					new UpdateShardCountCommand({
						StreamName: streamName,
						TargetShardCount: targetShardCount,
						ScalingType: ScalingType.UNIFORM_SCALING,
					}),
				);
				const { CurrentShardCount, TargetShardCount } = accepted;
				if (CurrentShardCount === undefined || TargetShardCount === undefined) throw new Error("The answer holds no shard counts.");
				return { kind: "accepted", currentShardCount: CurrentShardCount, targetShardCount: TargetShardCount };
			} catch (error) {
				return refusalOf(error, "kinesis:UpdateShardCount", streamName);
			}
		},
	};
}

function kinesisClient(maxAttempts?: number): KinesisClient {
	return new KinesisClient({
		...functionClientConfig(CONTROL_PLANE_TIMEOUTS),
		...(maxAttempts === undefined ? {} : { maxAttempts }),
	});
}

const STREAM_STATUSES: readonly StreamObservation["streamStatus"][] = ["ACTIVE", "CREATING", "DELETING", "UPDATING"];
const STREAM_MODES: readonly StreamObservation["streamMode"][] = ["ON_DEMAND", "PROVISIONED"];

type Described = Pick<StreamDescriptionSummary, "OpenShardCount" | "StreamModeDetails" | "StreamStatus">;

/** @throws ObservationError for an answer in words that are not known here */
export function streamObservation(streamName: string, summary: Described | undefined): StreamObservation {
	const streamStatus = STREAM_STATUSES.find((status) => status === summary?.StreamStatus);
	// Streams that are older than the modes may have no details: they are provisioned.
	const modeSaid = summary?.StreamModeDetails?.StreamMode ?? "PROVISIONED";
	const streamMode = STREAM_MODES.find((mode) => mode === modeSaid);
	const openShardCount = summary?.OpenShardCount;
	if (streamStatus === undefined || streamMode === undefined || openShardCount === undefined) {
		throw new ObservationError(
			`The description of stream ${streamName} has values that Headroom does not know: ` +
				`StreamStatus ${summary?.StreamStatus}, StreamMode ${modeSaid}, OpenShardCount ${openShardCount}.`,
			{ code: "observation.unavailable", retryable: false, streamName },
		);
	}
	return { streamStatus, streamMode, openShardCount };
}

/** What a stream could not be described for. @param action as IAM spells it */
export function describeError(error: unknown, action: string, streamName: string): ObservationError {
	const fault = sdkFault(error);
	const codes: Partial<Record<SdkFault["kind"], string>> = {
		"access-denied": "observation.access-denied",
		"not-found": "observation.stream-not-found",
		throttled: "observation.rate-exceeded",
	};
	return new ObservationError(faultMessage(fault, action, `stream ${streamName}`), {
		code: codes[fault.kind] ?? "observation.unavailable",
		retryable: fault.retryable,
		streamName,
		cause: error,
	});
}

/**
 * The service's refusal of a call that reshards.
 * @param action as IAM spells it
 * @throws ReshardError for what is no answer to the question: no access, no stream, no network
 */
export function refusalOf(error: unknown, action: string, streamName: string): Extract<ReshardAnswer, { kind: "refused" }> {
	const fault = sdkFault(error);
	const isAnswer = fault.kind === "rejected" || fault.kind === "throttled";
	if (!isAnswer) throw reshardError(fault, action, streamName);
	return { kind: "refused", refusal: reshardRefusalOf(fault.name, fault.message), message: `${fault.name}: ${fault.message}` };
}

function reshardError(fault: SdkFault, action: string, streamName: string): ReshardError {
	const codes: Partial<Record<SdkFault["kind"], string>> = {
		"access-denied": "reshard.access-denied",
		"not-found": "reshard.stream-not-found",
	};
	return new ReshardError(faultMessage(fault, action, `stream ${streamName}`), {
		code: codes[fault.kind] ?? "reshard.unknown-outcome",
		retryable: fault.retryable,
		streamName,
		cause: fault.cause,
	});
}
