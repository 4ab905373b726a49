import type { Check } from "./check.ts";
import { checkAlarms } from "./checks/alarms.ts";
import { checkClock } from "./checks/clock.ts";
import { checkDeadLetters } from "./checks/dead-letters.ts";
import { checkEvaluations } from "./checks/evaluations.ts";
import { checkFastSignal } from "./checks/fast-signal.ts";
import { checkFunctions } from "./checks/functions.ts";
import { checkHashKeyRanges } from "./checks/hash-key-ranges.ts";
import { checkHeldAboveNeed } from "./checks/held-above-need.ts";
import { checkHistory } from "./checks/history.ts";
import { checkLongOverrides } from "./checks/long-overrides.ts";
import { checkPermissions } from "./checks/permissions.ts";
import { checkPolicies } from "./checks/policies.ts";
import { checkQuota } from "./checks/quota.ts";
import { checkReaders } from "./checks/readers.ts";
import { checkResets } from "./checks/resets.ts";
import { checkStreamMode } from "./checks/stream-mode.ts";
import { checkSubscribers } from "./checks/subscribers.ts";

/** All checks of the doctor. */
export const CHECKS: readonly Check[] = [
	{ title: "the stored policies", run: checkPolicies },
	{ title: "the functions", run: checkFunctions },
	{ title: "mode and state of each stream", run: checkStreamMode },
	{ title: "the hash-key ranges of each stream", run: checkHashKeyRanges },
	{ title: "the alarms of each stream, and their permission to wake the autoscaler", run: checkAlarms },
	{ title: "the evaluations of each stream", run: checkEvaluations },
	{ title: "the readers of each stream", run: checkReaders },
	{ title: "what the producers of each stream say of throttles", run: checkFastSignal },
	{ title: "the shards that each stream did not need for a day", run: checkHeldAboveNeed },
	{ title: "pauses and holds that last for days", run: checkLongOverrides },
	{ title: "the permissions of the roles", run: checkPermissions },
	{ title: "the account's shard quota", run: checkQuota },
	{ title: "the history of each stream", run: checkHistory },
	{ title: "deploys that reset the shard count", run: checkResets },
	{ title: "dead letters", run: checkDeadLetters },
	{ title: "this machine's clock", run: checkClock },
	{ title: "the subscribers of the notifications", run: checkSubscribers },
];
