import { hash } from "node:crypto";

/** Hash keys are 0 .. 2^128 - 1. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_HashKeyRange.html */
export const HASH_KEY_SPACE = 2n ** 128n;

const HEX_DIGITS = 32;

/**
 * Where speed matters, hash keys are 32 lower-case hexadecimal digits: strings of equal length compare like their numbers, so finding a
 * record's shard needs no BigInt.
 */
export function partitionKeyToHashKeyHex(partitionKey: string): string {
	return hash("md5", partitionKey);
}

export function hashKeyToHex(hashKey: bigint): string {
	return hashKey.toString(16).padStart(HEX_DIGITS, "0");
}

/** Where each of `shardCount` even ranges begins: floor(i x 2^128 / shardCount), as in CreateStream and UNIFORM_SCALING. */
export function evenStartingHashKeys(shardCount: number): bigint[] {
	const count = BigInt(shardCount);
	return Array.from({ length: shardCount }, (_, index) => (BigInt(index) * HASH_KEY_SPACE) / count);
}
