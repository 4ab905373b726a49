/**
 * Lambda keeps at least this many executions for functions that reserve none.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html read 2026-11-25
 */
const UNRESERVED_AT_LEAST = 100;

export interface Reservations {
	readonly isReserved: boolean;
	/** For the person who deploys. Absent when every function gets its reservation. */
	readonly warning?: string;
}

/**
 * All reservations or none. A new account may run 10 functions at once and refuses every reservation, which would fail the deployment
 * halfway.
 *
 * @param quota concurrent executions of the account in the Region
 * @param reserved executions that each function would reserve
 */
export function reservations(quota: number, reserved: readonly number[]): Reservations {
	const wanted = reserved.reduce((sum, count) => sum + count, 0);
	if (quota - wanted >= UNRESERVED_AT_LEAST) return { isReserved: true };
	const needed = UNRESERVED_AT_LEAST + wanted;
	return {
		isReserved: false,
		warning:
			`This account runs at most ${quota} functions at once, so nothing is set aside for the autoscaler: a rush of votes can keep it waiting. ` +
			`Ask for ${needed} or more (Service Quotas, AWS Lambda, "Concurrent executions"), then deploy again.`,
	};
}
