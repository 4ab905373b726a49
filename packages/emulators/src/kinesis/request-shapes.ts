import { optional, string } from "../request-reader.ts";

/** Constraints of the API model's shapes, botocore service-2.json of 2013-12-02 (read 2026-11-23). */
export const streamName = string({ minLength: 1, maxLength: 128, pattern: "[a-zA-Z0-9_.-]+" });
export const streamArn = string({ minLength: 1, maxLength: 2048, pattern: "arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+" });
export const shardId = string({ minLength: 1, maxLength: 128, pattern: "[a-zA-Z0-9_.-]+" });
export const hashKey = string({ pattern: "0|([1-9]\\d{0,38})" });
export const sequenceNumber = string({ pattern: "0|([1-9]\\d{0,128})" });
export const nextToken = string({ minLength: 1, maxLength: 1_048_576 });

/** A stream is named by either or both. */
export const namedStream = { StreamName: optional(streamName), StreamARN: optional(streamArn) } as const;

/** Epoch seconds with milliseconds, as AWS JSON has timestamps. */
export function toWireTimestamp(epochMs: number): number {
	return epochMs / 1_000;
}
