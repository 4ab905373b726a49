import type { EmulatorClock } from "@headroom/emulators";
import type { Operate } from "./endpoint/handle.ts";

/** The neighbour's records: how many it was asked to write a second, and what became of them since it last began. */
export interface NeighbourState {
	readonly recordsPerSecond: number;
	readonly stored: number;
	/** Refused because a shard was full. The neighbour does not write them again. */
	readonly throttled: number;
}

export interface NeighbourOptions {
	readonly clock: EmulatorClock;
	/** The local cloud's Kinesis, which reads `NeighbourClock`. */
	readonly operate: Operate;
	readonly streamName: string;
	/** In [0, 1). */
	readonly random: () => number;
	/** Milliseconds on a clock with fractions, such as `performance.now`. */
	readonly preciseMs: () => number;
}

/** Enough keys to load every shard of a small stream evenly. */
const PARTITION_KEYS = 4_096;

/** A vote that counts once, however often it comes: the tally keeps nothing more of it. */
const DATA = Buffer.from(JSON.stringify({ time_id: "neighbour", vote_id: "neighbour", token: "neighbour", vote_choice: "a" })).toString(
	"base64",
);

/** After a longer sleep of the machine the neighbour writes nothing for the time before. */
const LONGEST_CATCH_UP_MS = 5_000;

/** How often it writes when nobody else uses the stream. */
const TICK_MS = 50;

/**
 * Another producer of the votes stream, outside this machine: it writes by PutRecords at random moments (a Poisson process), and a busy
 * machine does not slow it down. Before each operation of others it writes all that was due until then, each record at its own moment. So
 * the shards' limits meet records in the order in which they would have come. Over the wire this would take 800 calls a second, a third of
 * a core.
 */
export class Neighbour {
	readonly #options: NeighbourOptions;
	#recordsPerSecond = 0;
	#stored = 0;
	#throttled = 0;
	#nextKey = 0;
	/** On the precise clock. */
	#nextAtMs = Number.POSITIVE_INFINITY;
	/** From the precise clock to that of the emulator. */
	#offsetMs = 0;
	#standsAtMs: number | undefined;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: NeighbourOptions) {
		this.#options = options;
	}

	get state(): NeighbourState {
		return { recordsPerSecond: this.#recordsPerSecond, stored: this.#stored, throttled: this.#throttled };
	}

	/** Where the emulator's clock stands during an operation; undefined between operations. */
	get standsAtMs(): number | undefined {
		return this.#standsAtMs;
	}

	/** Runs another's operation after all records that are due before it, at one moment. */
	runAfterDue<T>(operation: () => T): T {
		const nowMs = this.writeDue();
		this.#standsAtMs = nowMs;
		try {
			return operation();
		} finally {
			this.#standsAtMs = undefined;
		}
	}

	/** Begins, or changes the rate; 0 ends. */
	write(recordsPerSecond: number): void {
		const { clock, preciseMs } = this.#options;
		clearInterval(this.#timer);
		this.writeDue();
		if (this.#recordsPerSecond === 0 && recordsPerSecond > 0) this.#stored = this.#throttled = 0;
		this.#recordsPerSecond = recordsPerSecond;
		const nowMs = preciseMs();
		this.#offsetMs = clock.nowMs() - nowMs;
		this.#nextAtMs = recordsPerSecond === 0 ? Number.POSITIVE_INFINITY : nowMs + this.#gapMs();
		if (recordsPerSecond > 0) this.#timer = setInterval(() => this.writeDue(), TICK_MS).unref();
	}

	/** Writes the records that are due. @returns until when, on the emulator's clock */
	writeDue(): number {
		const { clock, preciseMs } = this.#options;
		const latestMs = clock.nowMs();
		if (this.#recordsPerSecond === 0 || this.#standsAtMs !== undefined) return latestMs;
		const untilMs = preciseMs();
		// The emulator's clock shows whole milliseconds: their boundaries are found by looking often.
		this.#offsetMs = Math.max(this.#offsetMs, latestMs - untilMs);
		if (untilMs - this.#nextAtMs > LONGEST_CATCH_UP_MS) this.#nextAtMs = untilMs - LONGEST_CATCH_UP_MS;
		while (this.#nextAtMs <= untilMs) {
			const atMs = Math.min(latestMs, Math.floor(this.#nextAtMs + this.#offsetMs));
			let records = 0;
			while (this.#nextAtMs <= untilMs && (records === 0 || Math.floor(this.#nextAtMs + this.#offsetMs) === atMs)) {
				records += 1;
				this.#nextAtMs += this.#gapMs();
			}
			this.#put(records, atMs);
		}
		return latestMs;
	}

	close(): void {
		this.#recordsPerSecond = 0;
		clearInterval(this.#timer);
	}

	#put(records: number, atMs: number): void {
		this.#standsAtMs = atMs;
		try {
			const Records = Array.from({ length: records }, () => ({ PartitionKey: `neighbour#${this.#takeKey()}`, Data: DATA }));
			const { FailedRecordCount } = this.#options.operate("PutRecords", { StreamName: this.#options.streamName, Records }) as {
				FailedRecordCount: number;
			};
			this.#throttled += FailedRecordCount;
			this.#stored += records - FailedRecordCount;
		} finally {
			this.#standsAtMs = undefined;
		}
	}

	#takeKey(): number {
		this.#nextKey = (this.#nextKey + 1) % PARTITION_KEYS;
		return this.#nextKey;
	}

	/** Between two records of a Poisson process. */
	#gapMs(): number {
		return (-Math.log(1 - this.#options.random()) * 1000) / this.#recordsPerSecond;
	}
}

/** The clock of an emulator that has a neighbour: it stands at one moment during each operation. */
export class NeighbourClock implements EmulatorClock {
	readonly #clock: EmulatorClock;
	readonly #neighbour: () => Neighbour;

	constructor(clock: EmulatorClock, neighbour: () => Neighbour) {
		this.#clock = clock;
		this.#neighbour = neighbour;
	}

	nowMs(): number {
		return this.#neighbour().standsAtMs ?? this.#clock.nowMs();
	}

	schedule(atMs: number, task: () => void): () => void {
		return this.#clock.schedule(atMs, () => {
			this.#neighbour().writeDue();
			task();
		});
	}
}
