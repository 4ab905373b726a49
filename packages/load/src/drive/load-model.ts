/** A user waits for the answer, thinks, and sends again on the same connection: a slow target gets fewer requests. */
export interface UsersModel {
	readonly kind: "users";
	readonly users: number;
	/** Between an answer and the next request. */
	readonly thinkMs: number;
	/** The users start evenly over this time. */
	readonly rampUpSeconds: number;
}

/** So many a second, independent of the answers. */
export interface RateModel {
	readonly kind: "rate";
	readonly ratePerSecond: number;
	/** The most connections. A request without a free one waits, and its latency includes the wait. */
	readonly connections: number;
}

export type LoadModel = RateModel | UsersModel;
