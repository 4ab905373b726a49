import { wholeNumber } from "../options/argument-parsers.ts";

/** Of the throttles in a stream's metrics, how many are one record. As Commander's `option` takes it. */
export const WRITE_ATTEMPTS_OPTION = [
	"--write-attempts <count>",
	"how often producers tried a throttled record",
	wholeNumber(1, 1_000),
] as const;
