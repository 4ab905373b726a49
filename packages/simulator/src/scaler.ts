/** What scales one simulated stream. */
export interface Scaler {
	/** When it runs next; infinite if never. */
	readonly nextWakeMs: number;
	/**
	 * Time has come to `nextWakeMs` or a little later.
	 *
	 * @returns the work that must end before time goes on; undefined if everything is done already
	 */
	wake(): Promise<void> | undefined;
}

/** An accepted reshard. */
export interface AcceptedReshard {
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** A short reason. */
	readonly reason: string;
}

/** A call of UpdateShardCount that the service refused. */
export interface RefusedCall {
	readonly atMs: number;
	readonly targetShardCount: number;
	/** `ResourceInUseException`: a reshard was under way. Anything else is a limit, or an invalid target. */
	readonly isInUse: boolean;
	readonly message: string;
}

/** Receives the service's answers. */
export interface ScalingLog {
	accepted(reshard: AcceptedReshard): void;
	refused(call: RefusedCall): void;
}
