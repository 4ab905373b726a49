import { names } from "./names";
import { deadLetterQueue } from "./queue";

/** Alarms, sweeps and batches of records that Lambda gave up, with the error of the last try. */
export const failedEventsQueue = deadLetterQueue("FailedEventsQueue", names.failedEventsQueue);
