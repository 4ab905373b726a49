/** What scales one simulated stream. */
export interface Scaler {
	/** When it next wants to look; infinite where it never does. */
	readonly nextWakeMs: number;
	/**
	 * Time has come to `nextWakeMs` or a little later.
	 *
	 * @returns what must be over before time goes on; undefined if everything is done already
	 */
	wake(): Promise<void> | undefined;
}

/** A reshard, as the service accepted it. */
export interface AcceptedReshard {
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** Why, in a few words. */
	readonly reason: string;
}

/** A call of UpdateShardCount that the service turned down. */
export interface RefusedCall {
	readonly atMs: number;
	readonly targetShardCount: number;
	/** `ResourceInUseException`: a reshard was under way. Anything else is a limit, or a target that cannot be. */
	readonly isInUse: boolean;
	readonly message: string;
}

/** Who is told what the service answered. */
export interface ScalingLog {
	accepted(reshard: AcceptedReshard): void;
	refused(call: RefusedCall): void;
}
