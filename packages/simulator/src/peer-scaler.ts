import type { Autoscaler, ScaleRequest } from "./peer.ts";
import type { Scaler, ScalingLog } from "./scaler.ts";
import { evenOut } from "./stream/even-out.ts";
import type { SimulatedStream } from "./stream/simulated-stream.ts";

const MINUTE_MS = 60_000;
/** How often a peer that splits and merges checks whether it can go on. */
const SPLIT_POLL_MS = 1_000;

/** A peer's rule over a simulated stream: asks the rule once a minute and makes its calls. */
export class PeerScaler implements Scaler {
	nextWakeMs: number;
	readonly #stream: SimulatedStream;
	readonly #autoscaler: Autoscaler;
	readonly #log: ScalingLog;
	#nextAskMs: number;
	#seenUntilMs = Number.NEGATIVE_INFINITY;
	/** The target of the splits and merges under way. */
	#evenOutTo: number | undefined;

	/** @param phaseMs when in its minute it is asked, milliseconds */
	constructor(stream: SimulatedStream, autoscaler: Autoscaler, phaseMs: number, log: ScalingLog) {
		this.#stream = stream;
		this.#autoscaler = autoscaler;
		this.#log = log;
		this.#nextAskMs = stream.clock.nowMs() + phaseMs;
		this.nextWakeMs = this.#nextAskMs;
	}

	wake(): undefined {
		const nowMs = this.#stream.clock.nowMs();
		if (nowMs >= this.#nextAskMs) this.#ask(nowMs);
		this.#splitOrMerge();
		this.nextWakeMs = this.#evenOutTo === undefined ? this.#nextAskMs : Math.min(this.#nextAskMs, nowMs + SPLIT_POLL_MS);
	}

	#ask(nowMs: number): void {
		this.#nextAskMs += MINUTE_MS;
		const { minutes, openShardCount, streamStatus } = this.#stream;
		const newMinutes = minutes.visible(this.#seenUntilMs, nowMs);
		this.#seenUntilMs = (newMinutes.at(-1)?.startMs ?? this.#seenUntilMs - 1) + 1;
		const isUpdating = streamStatus !== "ACTIVE" || this.#evenOutTo !== undefined;
		const request = this.#autoscaler.onMinute({ nowMs, openShardCount, isUpdating, newMinutes });
		if (request !== undefined) this.#call(request, nowMs);
	}

	#call(request: ScaleRequest, atMs: number): void {
		const { targetShardCount, reason, by } = request;
		const { openShardCount } = this.#stream;
		if (by === "splits-and-merges") {
			this.#evenOutTo = targetShardCount;
			this.#log.accepted({
				atMs,
				fromShardCount: openShardCount,
				toShardCount: targetShardCount,
				reason: `${reason}, by splits and merges`,
			});
			this.#autoscaler.onAnswer?.({ kind: "accepted", atMs, targetShardCount });
			return;
		}
		const answer = this.#stream.updateShardCount(targetShardCount);
		if (answer.kind === "accepted") this.#log.accepted({ atMs, fromShardCount: openShardCount, toShardCount: targetShardCount, reason });
		else {
			const isInUse = answer.error.code === "ResourceInUseException";
			this.#log.refused({ atMs, targetShardCount, isInUse, message: answer.error.message });
		}
		this.#autoscaler.onAnswer?.({ kind: answer.kind, atMs, targetShardCount });
	}

	#splitOrMerge(): void {
		if (this.#evenOutTo === undefined || this.#stream.streamStatus !== "ACTIVE") return;
		const change = evenOut(this.#stream.openShards, this.#evenOutTo);
		if (change === undefined) {
			this.#evenOutTo = undefined;
			return;
		}
		const answer = this.#stream.changeShard(change);
		if (answer.kind === "accepted") return;
		const { code, message } = answer.error;
		this.#log.refused({
			atMs: this.#stream.clock.nowMs(),
			targetShardCount: this.#evenOutTo,
			isInUse: code === "ResourceInUseException",
			message,
		});
		this.#evenOutTo = undefined;
	}
}
