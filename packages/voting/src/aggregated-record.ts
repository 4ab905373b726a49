import { createHash } from "node:crypto";

const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const MD5_BYTES = 16;

/**
 * Whether a record of a stream holds several records that the Kinesis Producer Library put together: four bytes, the records in Protocol Buffers, and
 * the MD5 of these.
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md read 2026-11-27
 */
export function isAggregatedRecord(bytes: Buffer): boolean {
	if (bytes.length <= MAGIC.length + MD5_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return false;
	const content = bytes.subarray(MAGIC.length, -MD5_BYTES);
	return createHash("md5").update(content).digest().equals(bytes.subarray(-MD5_BYTES));
}
