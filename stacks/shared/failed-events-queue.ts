import { names } from "./names.ts";
import { deadLetterQueue } from "./queue.ts";

/** Alarms, sweeps and batches of records that Lambda gave up, with the error of the last try. */
export const failedEventsQueue = deadLetterQueue("FailedEventsQueue", names.failedEventsQueue);
