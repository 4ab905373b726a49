import type { Evaluation } from "../evaluation.ts";
import type { ManagedStream, Ports, UnreadableStream } from "../ports/ports.ts";

export type StreamToEvaluate = ManagedStream | UnreadableStream;

/** Sweeps come every minute. */
const SWEEP_SHIFT_MS = 60_000;

/** How often a sweep that goes on says how far it has come, so that one whose process is ended loses no more than that. */
const KEEP_POSITION_EVERY_MS = 20_000;

export interface SweepOptions {
	/** Go on after this stream, where the sweep before had no more time. Another begins where chance, and the minute, put it. */
	readonly afterStreamName?: string | undefined;
	/** No further stream is begun from then on: those that are left are the next sweep's. */
	readonly untilMs?: number;
	/** Remember how far the sweep has come: not called by one that ends in time. What it throws is logged by who gave it. */
	readonly keepPosition?: (afterStreamName: string) => Promise<void>;
}

export type SweepResult =
	| { readonly kind: "evaluated"; readonly evaluation: Evaluation }
	| { readonly kind: "failed"; readonly streamName: string; readonly error: unknown }
	/** AWS had no rate for it. */
	| { readonly kind: "postponed"; readonly streamName: string; readonly error: unknown };

export interface Turn {
	readonly index: number;
	readonly stream: StreamToEvaluate;
	readonly isSecond: boolean;
}

/** Which stream is next, for all workers of one sweep, and what came of each. */
export class Sweep {
	/** By index; without those that are left. */
	readonly results: SweepResult[] = [];
	readonly #turns: Turn[];
	readonly #clock: Ports["clock"];
	readonly #options: SweepOptions;
	#position: string | undefined;
	#keptAtMs: number;
	#leftCount = 0;

	constructor(streams: readonly StreamToEvaluate[], { clock }: Pick<Ports, "clock">, options: SweepOptions) {
		this.#clock = clock;
		this.#options = options;
		this.#keptAtMs = clock.nowMs();
		this.#turns = inTurn(streams, options.afterStreamName, this.#keptAtMs);
	}

	/** For another sweep to go on with. */
	get leftCount(): number {
		return this.#leftCount;
	}

	async next(): Promise<Turn | undefined> {
		const nowMs = this.#clock.nowMs();
		if (nowMs >= (this.#options.untilMs ?? Number.POSITIVE_INFINITY)) {
			this.#leftCount += this.#turns.filter(({ isSecond }) => !isSecond).length;
			this.#turns.length = 0;
			return undefined;
		}
		const turn = this.#turns.shift();
		if (turn === undefined || turn.isSecond) return turn;
		const isKept = nowMs - this.#keptAtMs < KEEP_POSITION_EVERY_MS;
		const before = this.#position;
		this.#position = turn.stream.streamName;
		if (!isKept) {
			this.#keptAtMs = nowMs;
			await this.#keep(before);
		}
		return turn;
	}

	record(turn: Turn, result: SweepResult): void {
		this.results[turn.index] = result;
		if (result.kind === "postponed" && !turn.isSecond) this.#turns.push({ ...turn, isSecond: true });
	}

	async end(): Promise<void> {
		if (this.#leftCount > 0) await this.#keep(this.#position);
	}

	async #keep(position: string | undefined): Promise<void> {
		if (position !== undefined) await this.#options.keepPosition?.(position);
	}
}

/**
 * Every stream once, from the one after `afterStreamName` on. Where that is not there, from another every minute: then a sweep whose
 * process was ended before it could say how far it had come leaves others than the one before.
 */
function inTurn(streams: readonly StreamToEvaluate[], afterStreamName: string | undefined, nowMs: number): Turn[] {
	const turns = streams.map((stream, index): Turn => ({ index, stream, isSecond: false }));
	const after = streams.findIndex(({ streamName }) => streamName === afterStreamName);
	const first = after === -1 ? Math.floor(nowMs / SWEEP_SHIFT_MS) % Math.max(1, streams.length) : after + 1;
	return [...turns.slice(first), ...turns.slice(0, first)];
}
