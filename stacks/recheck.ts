import { RECHECK_EVENT_SOURCE } from "@headroom/config";
import { evaluation } from "./evaluation";
import { lambdaFunction } from "./lambda-function";
import { subscribeToQueue } from "./queue-subscription";
import { recheckQueue } from "./recheck-queue";

subscribeToQueue(recheckQueue, lambdaFunction("recheck", evaluation), RECHECK_EVENT_SOURCE);
