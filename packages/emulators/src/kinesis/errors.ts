import { ServiceError } from "../service-error.ts";

/** The account and Region that the service names in its messages. */
export interface AccountIdentity {
	readonly accountId: string;
	readonly region: string;
}

export function expiredIterator(message: string): ServiceError {
	return new ServiceError("ExpiredIteratorException", message);
}

export function expiredNextToken(message: string): ServiceError {
	return new ServiceError("ExpiredNextTokenException", message);
}

export function invalidArgument(message: string): ServiceError {
	return new ServiceError("InvalidArgumentException", message);
}

export function limitExceeded(message: string): ServiceError {
	return new ServiceError("LimitExceededException", message);
}

export function resourceInUse(message: string): ServiceError {
	return new ServiceError("ResourceInUseException", message);
}

export function resourceNotFound(message: string): ServiceError {
	return new ServiceError("ResourceNotFoundException", message);
}

export function serializationFault(message: string): ServiceError {
	return new ServiceError("SerializationException", message);
}

export function validationFault(message: string): ServiceError {
	return new ServiceError("ValidationException", message);
}

export const PROVISIONED_THROUGHPUT_EXCEEDED = "ProvisionedThroughputExceededException";

export function throughputExceeded(message: string): ServiceError {
	return new ServiceError(PROVISIONED_THROUGHPUT_EXCEEDED, message);
}

/** The message of a throttled write, for PutRecord and for a PutRecords entry. Clients read the shard from it. */
export function shardRateExceeded(shardId: string, streamName: string, accountId: string): string {
	return `Rate exceeded for shard ${shardId} in stream ${streamName} under account ${accountId}.`;
}

export function streamRateExceeded(streamName: string, accountId: string): ServiceError {
	return limitExceeded(`Rate exceeded for stream ${streamName} under account ${accountId}.`);
}

/** In the words that Terraform's provider looks for before it tries again. */
export function tooManyChangingStreams(limit: number): ServiceError {
	return limitExceeded(
		"This request would have exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING. " +
			`Limit: ${limit}`,
	);
}

export function streamNotFound(streamName: string, accountId: string): ServiceError {
	return resourceNotFound(`Stream ${streamName} under account ${accountId} not found.`);
}

export function shardNotFound(shardId: string, streamName: string, accountId: string): ServiceError {
	return resourceNotFound(`Could not find shard ${shardId} in stream ${streamName} under account ${accountId}.`);
}

export function shardDoesNotExist(shardId: string, streamName: string, accountId: string): ServiceError {
	return resourceNotFound(`Shard ${shardId} in stream ${streamName} under account ${accountId} does not exist`);
}

export function streamNotActive(streamName: string, streamStatus: string, accountId: string): ServiceError {
	return resourceInUse(`Stream ${streamName} under account ${accountId} not ACTIVE, instead in state ${streamStatus}`);
}

export function shardLimitExceeded(
	{ accountId, region }: AccountIdentity,
	count: { readonly current: number; readonly limit: number; readonly additional: number },
): ServiceError {
	return limitExceeded(
		`This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ` +
			`${count.current}. Limit: ${count.limit}. Number of additional shards that would have resulted from this request: ` +
			`${count.additional}. Refer to the AWS Service Limits page (https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) ` +
			"for current limits and how to request higher limits.",
	);
}
