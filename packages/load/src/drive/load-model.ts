/** A user waits for the answer, thinks, and asks again on the same connection: what slows down is asked less often. */
export interface UsersModel {
	readonly kind: "users";
	readonly users: number;
	/** Between an answer and the next request. */
	readonly thinkMs: number;
	/** Over which users come in, evenly. */
	readonly rampUpSeconds: number;
}

/** So many a second, whatever the answers take. */
export interface RateModel {
	readonly kind: "rate";
	readonly ratePerSecond: number;
	/** At most; a request that finds none free waits for one, and its latency counts the wait. */
	readonly connections: number;
}

export type LoadModel = RateModel | UsersModel;
