/**
 * Sequence numbers like the service's: 56 decimal digits that begin with 49, 186 bits. The layout follows the known part of the real one,
 * but begins with the stream's creation, not the shard's. So the numbers grow strictly over a whole stream, and any two can be compared as
 * decimals:
 *
 *     2 | stream created, seconds: 9 | 0 | ordinal in the stream: 16 | 00 | arrival, seconds: 9 | shard index: 8 | 2   (hex digits)
 */
export interface SequenceNumberParts {
	readonly streamCreatedSeconds: number;
	readonly ordinal: number;
	readonly shardIndex: number;
}

const SECONDS_MASK = 0xf_ffff_ffffn;
const ORDINAL_MASK = 0xffff_ffff_ffff_ffffn;
const SHARD_INDEX_MASK = 0xffff_ffffn;
const VERSION = 2n;

const ARRIVAL_SHIFT = 36n;
const ORDINAL_SHIFT = 80n;
const CREATED_SHIFT = 148n;
const LEAD_SHIFT = 184n;

/** Gives a stream its sequence numbers. */
export class SequenceNumbers {
	readonly streamCreatedSeconds: number;
	readonly #base: bigint;
	#nextOrdinal = 1;

	constructor(streamCreatedAtMs: number) {
		this.streamCreatedSeconds = toSeconds(streamCreatedAtMs);
		this.#base = (VERSION << LEAD_SHIFT) | (BigInt(this.streamCreatedSeconds) << CREATED_SHIFT) | VERSION;
	}

	/** The ordinal that the next record or shard boundary will have. */
	get nextOrdinal(): number {
		return this.#nextOrdinal;
	}

	takeOrdinal(): number {
		return this.#nextOrdinal++;
	}

	format(ordinal: number, arrivalMs: number, shardIndex: number): string {
		return (
			this.#base +
			(BigInt(ordinal) << ORDINAL_SHIFT) +
			(BigInt(toSeconds(arrivalMs)) << ARRIVAL_SHIFT) +
			(BigInt(shardIndex) << 4n)
		).toString();
	}
}

/** @returns undefined if `text` is not a sequence number that an emulator gave */
export function parseSequenceNumber(text: string): SequenceNumberParts | undefined {
	const value = BigInt(text);
	if (value >> LEAD_SHIFT !== VERSION || (value & 0xfn) !== VERSION) return undefined;
	if (((value >> 144n) & 0xfn) !== 0n || ((value >> 72n) & 0xffn) !== 0n) return undefined;
	return {
		streamCreatedSeconds: Number((value >> CREATED_SHIFT) & SECONDS_MASK),
		ordinal: Number((value >> ORDINAL_SHIFT) & ORDINAL_MASK),
		shardIndex: Number((value >> 4n) & SHARD_INDEX_MASK),
	};
}

function toSeconds(ms: number): number {
	return Math.max(0, Math.floor(ms / 1_000));
}
