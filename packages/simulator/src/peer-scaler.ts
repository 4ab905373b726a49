import type { Autoscaler } from "./autoscaler.ts";
import type { Scaler, ScalingLog } from "./scaler.ts";
import type { SimulatedStream } from "./stream/simulated-stream.ts";

const MINUTE_MS = 60_000;

/** A peer's rule over a simulated stream: asked once a minute, its calls made as it asks. */
export class PeerScaler implements Scaler {
	nextWakeMs: number;
	readonly #stream: SimulatedStream;
	readonly #autoscaler: Autoscaler;
	readonly #log: ScalingLog;
	#seenUntilMs = Number.NEGATIVE_INFINITY;

	/** @param phaseMs when in its minute it is asked, milliseconds */
	constructor(stream: SimulatedStream, autoscaler: Autoscaler, phaseMs: number, log: ScalingLog) {
		this.#stream = stream;
		this.#autoscaler = autoscaler;
		this.#log = log;
		this.nextWakeMs = stream.clock.nowMs() + phaseMs;
	}

	wake(): void {
		this.nextWakeMs += MINUTE_MS;
		const { clock, minutes, openShardCount, streamStatus } = this.#stream;
		const atMs = clock.nowMs();
		const newMinutes = minutes.visible(this.#seenUntilMs, atMs);
		this.#seenUntilMs = (newMinutes.at(-1)?.startMs ?? this.#seenUntilMs - 1) + 1;
		const request = this.#autoscaler.onMinute({ nowMs: atMs, openShardCount, isUpdating: streamStatus !== "ACTIVE", newMinutes });
		if (request === undefined) return;
		const { targetShardCount, reason } = request;
		const answer = this.#stream.updateShardCount(targetShardCount);
		if (answer.kind === "accepted") this.#log.accepted({ atMs, fromShardCount: openShardCount, toShardCount: targetShardCount, reason });
		else {
			const isInUse = answer.error.code === "ResourceInUseException";
			this.#log.refused({ atMs, targetShardCount, isInUse, message: answer.error.message });
		}
		this.#autoscaler.onAnswer?.({ kind: answer.kind, atMs, targetShardCount });
	}
}
