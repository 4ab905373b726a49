/** A record for GetRecords. */
export interface StoredRecord {
	readonly ordinal: number;
	readonly arrivalMs: number;
	readonly partitionKey: string;
	readonly dataBase64: string;
}

export interface LogPage {
	readonly records: readonly StoredRecord[];
	readonly byteLength: number;
	/** Whether a further record was left out because of its size. */
	readonly isCutByBytes: boolean;
}

const CHUNK_MAX_BYTES = 256 * 1024;
const CHUNK_MAX_RECORDS = 4_096;
const CHUNK_INITIAL_BYTES = 4 * 1024;
const CHUNK_INITIAL_RECORDS = 16;

/**
 * The records of one shard in the order of arrival, as raw bytes in a few large buffers: millions of small strings would burden the garbage
 * collector.
 */
export class RecordLog {
	#chunks: RecordChunk[] = [];
	#lastOrdinal = 0;

	/** 0 before the first put. */
	get lastOrdinal(): number {
		return this.#lastOrdinal;
	}

	/** When the oldest kept record arrived. */
	get oldestArrivalMs(): number | undefined {
		return this.#chunks[0]?.arrivalMsAt(0);
	}

	/** @returns bytes added */
	append(
		ordinal: number,
		arrivalMs: number,
		partitionKey: string,
		partitionKeyBytes: number,
		dataBase64: string,
		dataBytes: number,
	): number {
		let chunk = this.#chunks.at(-1);
		if (chunk === undefined || !chunk.hasRoomFor(partitionKeyBytes + dataBytes)) {
			chunk = new RecordChunk(chunk);
			this.#chunks.push(chunk);
		}
		chunk.append(ordinal, arrivalMs, partitionKey, partitionKeyBytes, dataBase64, dataBytes);
		this.#lastOrdinal = ordinal;
		return partitionKeyBytes + dataBytes;
	}

	/**
	 * Frees whole chunks whose every record arrived before `horizonMs`; single records before it are only hidden, by `firstOrdinalAt`.
	 *
	 * @returns bytes freed
	 */
	dropArrivedBefore(horizonMs: number): number {
		let freedBytes = 0;
		for (;;) {
			const oldest = this.#chunks[0];
			if (oldest === undefined || oldest.arrivalMsAt(oldest.count - 1) >= horizonMs) return freedBytes;
			freedBytes += this.dropOldestChunk();
		}
	}

	/** @returns bytes freed, 0 if the log is empty */
	dropOldestChunk(): number {
		return this.#chunks.shift()?.byteCount ?? 0;
	}

	/** The ordinal of the first kept record that arrived at `atMs` or later; undefined if none did. */
	firstOrdinalAt(atMs: number): number | undefined {
		for (const chunk of this.#chunks) {
			if (chunk.arrivalMsAt(chunk.count - 1) < atMs) continue;
			for (let index = 0; index < chunk.count; index++) if (chunk.arrivalMsAt(index) >= atMs) return chunk.ordinalAt(index);
		}
		return undefined;
	}

	/**
	 * The records from `fromOrdinal` on, as many as `maxRecords` and `maxBytes` allow. A first record beyond `maxBytes` is returned all
	 * the same: otherwise no reader could get past it.
	 */
	read(fromOrdinal: number, maxRecords: number, maxBytes: number): LogPage {
		const records: StoredRecord[] = [];
		let byteLength = 0;
		for (let chunkIndex = this.#firstChunkWith(fromOrdinal); chunkIndex < this.#chunks.length; chunkIndex++) {
			const chunk = this.#chunks[chunkIndex];
			if (chunk === undefined) break;
			for (let index = chunk.indexOfOrdinal(fromOrdinal); index < chunk.count; index++) {
				if (records.length === maxRecords) return { records, byteLength, isCutByBytes: false };
				const recordBytes = chunk.byteLengthAt(index);
				if (byteLength + recordBytes > maxBytes && records.length > 0) return { records, byteLength, isCutByBytes: true };
				byteLength += recordBytes;
				records.push(chunk.recordAt(index));
			}
		}
		return { records, byteLength, isCutByBytes: false };
	}

	/** Binary search: a reader far behind must not walk the whole log for each call. */
	#firstChunkWith(ordinal: number): number {
		let low = 0;
		let high = this.#chunks.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const chunk = this.#chunks[middle];
			if (chunk !== undefined && chunk.ordinalAt(chunk.count - 1) < ordinal) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

class RecordChunk {
	count = 0;
	byteCount = 0;
	#bytes: Buffer;
	#ordinals: Float64Array;
	#arrivalMs: Float64Array;
	/** A record's bytes are its partition key, up to keyEnd, then its data, up to end; it starts where the one before it ends. */
	#keyEnds: Uint32Array;
	#ends: Uint32Array;

	/** Begins with the final size of its predecessor, so that ten thousand quiet shards stay small and a busy one need not grow each time. */
	constructor(predecessor: RecordChunk | undefined) {
		const recordCapacity = predecessor === undefined ? CHUNK_INITIAL_RECORDS : predecessor.#ordinals.length;
		const byteCapacity = predecessor === undefined ? CHUNK_INITIAL_BYTES : predecessor.#bytes.length;
		this.#bytes = Buffer.allocUnsafeSlow(Math.min(CHUNK_MAX_BYTES, byteCapacity));
		this.#ordinals = new Float64Array(recordCapacity);
		this.#arrivalMs = new Float64Array(recordCapacity);
		this.#keyEnds = new Uint32Array(recordCapacity);
		this.#ends = new Uint32Array(recordCapacity);
	}

	hasRoomFor(byteLength: number): boolean {
		return this.count === 0 || (this.count < CHUNK_MAX_RECORDS && this.byteCount + byteLength <= CHUNK_MAX_BYTES);
	}

	append(ordinal: number, arrivalMs: number, partitionKey: string, partitionKeyBytes: number, dataBase64: string, dataBytes: number): void {
		const keyEnd = this.byteCount + partitionKeyBytes;
		const end = keyEnd + dataBytes;
		this.#growTo(this.count + 1, end);
		this.#bytes.write(partitionKey, this.byteCount, partitionKeyBytes, "utf8");
		this.#bytes.write(dataBase64, keyEnd, dataBytes, "base64");
		this.#ordinals[this.count] = ordinal;
		this.#arrivalMs[this.count] = arrivalMs;
		this.#keyEnds[this.count] = keyEnd;
		this.#ends[this.count] = end;
		this.count += 1;
		this.byteCount = end;
	}

	ordinalAt(index: number): number {
		return this.#ordinals[index] ?? Number.NaN;
	}

	arrivalMsAt(index: number): number {
		return this.#arrivalMs[index] ?? Number.NaN;
	}

	byteLengthAt(index: number): number {
		return (this.#ends[index] ?? 0) - this.#startAt(index);
	}

	recordAt(index: number): StoredRecord {
		const start = this.#startAt(index);
		const keyEnd = this.#keyEnds[index] ?? 0;
		const end = this.#ends[index] ?? 0;
		return {
			ordinal: this.ordinalAt(index),
			arrivalMs: this.arrivalMsAt(index),
			partitionKey: this.#bytes.toString("utf8", start, keyEnd),
			dataBase64: this.#bytes.toString("base64", keyEnd, end),
		};
	}

	/** The first index whose ordinal is `ordinal` or greater. */
	indexOfOrdinal(ordinal: number): number {
		let low = 0;
		let high = this.count;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.ordinalAt(middle) < ordinal) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#startAt(index: number): number {
		return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
	}

	#growTo(recordCount: number, byteCount: number): void {
		if (byteCount > this.#bytes.length) {
			const grown = Buffer.allocUnsafeSlow(Math.max(byteCount, Math.min(CHUNK_MAX_BYTES, this.#bytes.length * 2)));
			this.#bytes.copy(grown, 0, 0, this.byteCount);
			this.#bytes = grown;
		}
		if (recordCount > this.#ordinals.length) {
			const capacity = this.#ordinals.length * 2;
			this.#ordinals = grownFloats(this.#ordinals, capacity);
			this.#arrivalMs = grownFloats(this.#arrivalMs, capacity);
			this.#keyEnds = grownIntegers(this.#keyEnds, capacity);
			this.#ends = grownIntegers(this.#ends, capacity);
		}
	}
}

function grownFloats(from: Float64Array, capacity: number): Float64Array {
	const grown = new Float64Array(capacity);
	grown.set(from);
	return grown;
}

function grownIntegers(from: Uint32Array, capacity: number): Uint32Array {
	const grown = new Uint32Array(capacity);
	grown.set(from);
	return grown;
}
