import type { Link } from "./link.ts";
import { checkAlarmProbe } from "./links/alarm-probe.ts";
import { checkAlarmPermission, checkAlarms } from "./links/alarms.ts";
import { checkAsyncEvents } from "./links/async-events.ts";
import { checkClock } from "./links/clock.ts";
import { checkConcurrency } from "./links/concurrency.ts";
import { checkDeadLetters } from "./links/dead-letters.ts";
import { checkEncryption } from "./links/encryption.ts";
import { checkFunctions } from "./links/functions.ts";
import { checkLeftovers } from "./links/leftovers.ts";
import { checkLogs } from "./links/logs.ts";
import { checkMappings } from "./links/mappings.ts";
import { checkMetrics } from "./links/metrics.ts";
import { checkNotifications } from "./links/notifications.ts";
import { checkPermissions } from "./links/permissions.ts";
import { checkRecheckPath } from "./links/recheck-path.ts";
import { checkRoles } from "./links/roles.ts";
import { checkSchedule, checkSweep } from "./links/schedule.ts";
import { checkStreams } from "./links/streams.ts";
import { checkTables } from "./links/tables.ts";
import { checkVote } from "./links/vote.ts";

/** Every link, in the order in which it is shown. A new one is a file in `links/` and a line here. */
export const LINKS: readonly Link[] = [
	{ id: "clock", title: "this machine's clock", run: checkClock },
	{ id: "functions", title: "the functions", run: checkFunctions },
	{ id: "concurrency", title: "executions set aside", run: checkConcurrency },
	{ id: "async-events", title: "asynchronous events", run: checkAsyncEvents },
	{ id: "permissions", title: "what each function's role permits", run: checkPermissions },
	{ id: "roles", title: "what is done with the roles", run: checkRoles },
	{ id: "logs", title: "log lines", run: checkLogs },
	{ id: "tables", title: "the tables", run: checkTables },
	{ id: "streams", title: "the managed streams", run: checkStreams },
	{ id: "alarms", title: "the alarms", run: checkAlarms },
	{ id: "alarm-permission", title: "who may wake the autoscaler", run: checkAlarmPermission },
	{ id: "alarm-probe", title: "from an alarm to the autoscaler, and back", run: checkAlarmProbe },
	{ id: "rechecks", title: "the queue of re-checks", run: checkRecheckPath },
	{ id: "schedule", title: "the schedule", run: checkSchedule },
	{ id: "sweep", title: "the sweep", run: checkSweep },
	{ id: "mappings", title: "the event source mappings", run: checkMappings },
	{ id: "dead-letters", title: "the dead-letter queues", run: checkDeadLetters },
	{ id: "encryption", title: "encryption at rest", run: checkEncryption },
	{ id: "metrics", title: "the metrics", run: checkMetrics },
	{ id: "notifications", title: "who hears of it", run: checkNotifications },
	{ id: "vote", title: "a vote from the API to the tally", run: checkVote },
	{ id: "test-streams", title: "test streams of earlier runs", run: checkLeftovers },
];
