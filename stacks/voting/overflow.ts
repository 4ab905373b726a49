import { QUEUES } from "@headroom/config";
import { names } from "../shared/names.ts";
import { deadLetterQueue, queueWithDeadLetters } from "../shared/queue.ts";

/** What is not a vote, and votes that could not be moved a thousand times. */
export const overflowDeadLetterQueue = deadLetterQueue("OverflowDeadLetterQueue", names.overflowDeadLetterQueue);

/** Votes that were accepted while the stream was too small. */
export const overflowQueue = queueWithDeadLetters("OverflowQueue", names.overflowQueue, QUEUES.overflow, overflowDeadLetterQueue);
