import { FUNCTIONS, type FunctionDefinition } from "@headroom/config";
import { reservations } from "./reservations.ts";

/**
 * Concurrent executions of the account in this Region.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-25
 */
const CONCURRENT_EXECUTIONS_QUOTA = { serviceCode: "lambda", quotaCode: "L-B99A9384" };

const { value } = await aws.servicequotas.getServiceQuota(CONCURRENT_EXECUTIONS_QUOTA);

const definitions: readonly FunctionDefinition[] = Object.values(FUNCTIONS);

/** Whether this account lets functions set executions aside. */
export const { isReserved, warning } = reservations(
	value,
	definitions.map(({ reservedConcurrency = 0 }) => reservedConcurrency),
);

if (warning !== undefined) console.warn(warning);
