import { RECHECK_EVENT_SOURCE } from "@headroom/config";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { subscribeToQueue } from "../shared/queue-subscription.ts";
import { evaluation } from "./evaluation.ts";
import { recheckQueue } from "./recheck-queue.ts";

subscribeToQueue(recheckQueue, lambdaFunction("recheck", evaluation), RECHECK_EVENT_SOURCE);
