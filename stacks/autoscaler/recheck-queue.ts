import { QUEUES } from "@headroom/config";
import { names } from "../shared/names.ts";
import { deadLetterQueue, queueWithDeadLetters } from "../shared/queue.ts";

export const recheckDeadLetterQueue = deadLetterQueue("RecheckDeadLetterQueue", names.recheckDeadLetterQueue);

/** The autoscaler's own alarm clock: what it asked to look at again, and when. */
export const recheckQueue = queueWithDeadLetters("RecheckQueue", names.recheckQueue, QUEUES.recheck, recheckDeadLetterQueue);
