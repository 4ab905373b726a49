import { RECHECK_EVENT_SOURCE } from "@headroom/config";
import { evaluation } from "./evaluation.ts";
import { lambdaFunction } from "./lambda-function.ts";
import { subscribeToQueue } from "./queue-subscription.ts";
import { recheckQueue } from "./recheck-queue.ts";

subscribeToQueue(recheckQueue, lambdaFunction("recheck", evaluation), RECHECK_EVENT_SOURCE);
