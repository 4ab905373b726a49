/** A stream by name or by ARN, as in every call of Kinesis. */
interface NamedStream {
	readonly StreamName?: string | undefined;
	readonly StreamARN?: string | undefined;
}

interface Record {
	readonly Data?: Uint8Array | undefined;
	readonly PartitionKey?: string | undefined;
	readonly ExplicitHashKey?: string | undefined;
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html read 2026-11-27 */
export interface PutRecordInput extends NamedStream, Record {
	readonly SequenceNumberForOrdering?: string | undefined;
}

export interface PutRecordOutput {
	readonly ShardId: string | undefined;
	readonly SequenceNumber: string | undefined;
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html read 2026-11-27 */
export interface PutRecordsInput extends NamedStream {
	Records: Record[] | undefined;
}

/** What became of one record: stored, or the code of its failure. */
export interface PutRecordsResult {
	readonly ShardId?: string | undefined;
	readonly SequenceNumber?: string | undefined;
	readonly ErrorCode?: string | undefined;
	readonly ErrorMessage?: string | undefined;
}

export interface PutRecordsOutput {
	readonly FailedRecordCount?: number | undefined;
	/** In the order of the request. */
	readonly Records: readonly PutRecordsResult[] | undefined;
}

/**
 * `new Kinesis({ maxAttempts: 1 })` of `@aws-sdk/client-kinesis`, or two functions of these names. One attempt a call: what the client retries by
 * itself is not seen here, so its throttles would not be counted.
 */
export interface KinesisWriter {
	putRecord(input: PutRecordInput): Promise<PutRecordOutput>;
	putRecords(input: PutRecordsInput): Promise<PutRecordsOutput>;
}

const STREAM_IN_ARN = /:stream\/([^/:]+)$/;

/** @throws Error if the input names no stream */
export function streamNameOf({ StreamARN, StreamName }: NamedStream): string {
	const name = StreamName ?? StreamARN?.match(STREAM_IN_ARN)?.[1];
	if (name === undefined || name === "")
		throw new Error("The call names no stream. Give StreamName, or StreamARN (arn:aws:kinesis:…:stream/NAME).");
	return name;
}
