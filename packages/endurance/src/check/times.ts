export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A host's clock may be off by half a minute, and a call's answer may take as long. */
export const CLOCKS_DIFFER_MS = 31 * SECOND_MS;
/** From an entry's time, which is before the call, to the call itself. */
export const CALL_WITHIN_MS = 2 * CLOCKS_DIFFER_MS;
/** The longest outage of a service, and what stands in its way. */
export const OUTAGE_MS = 90 * MINUTE_MS;
