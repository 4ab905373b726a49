import { sdkFault } from "@headroom/aws/sdk-errors";
import { AutoscalerError } from "@headroom/controller";
import { explainError } from "../../shared/errors/explain-error.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import type { StreamFault } from "../../shared/streams/stream-fault.ts";
import { checkAlarms } from "./checks/alarms.ts";
import { checkClock } from "./checks/clock.ts";
import { checkDeadLetters } from "./checks/dead-letters.ts";
import { checkEvaluations } from "./checks/evaluations.ts";
import { checkFunctions } from "./checks/functions.ts";
import { checkHistory } from "./checks/history.ts";
import { checkPermissions } from "./checks/permissions.ts";
import { checkPolicies } from "./checks/policies.ts";
import { checkQuota } from "./checks/quota.ts";
import { checkResets } from "./checks/resets.ts";
import { checkStreamMode } from "./checks/stream-mode.ts";
import { checkSubscribers } from "./checks/subscribers.ts";
import type { Finding } from "./finding.ts";

/** What a check looks at. */
export interface Examined {
	readonly session: AwsSession;
	readonly ports: SessionPorts;
	readonly streams: readonly KnownStream[];
	/** Managed, with a stored policy that is none. */
	readonly unreadable: readonly StreamFault[];
}

export interface Check {
	/** What is looked at, as part of a sentence: "the alarms of each stream". */
	readonly title: string;
	readonly run: (examined: Examined) => Promise<readonly Finding[]>;
}

/** Everything that the doctor looks at. */
export const CHECKS: readonly Check[] = [
	{ title: "the stored policies", run: checkPolicies },
	{ title: "the functions", run: checkFunctions },
	{ title: "mode and state of each stream", run: checkStreamMode },
	{ title: "the alarms of each stream, and that they may wake the autoscaler", run: checkAlarms },
	{ title: "that every stream is evaluated", run: checkEvaluations },
	{ title: "what the roles allow", run: checkPermissions },
	{ title: "the account's shard quota", run: checkQuota },
	{ title: "the history of each stream", run: checkHistory },
	{ title: "deploys that reset the shard count", run: checkResets },
	{ title: "dead letters", run: checkDeadLetters },
	{ title: "this machine's clock", run: checkClock },
	{ title: "who hears the notifications", run: checkSubscribers },
];

/** All side by side. A check that cannot look says so, and keeps no other from looking. */
export async function examine(examined: Examined): Promise<Finding[]> {
	const found = await Promise.all(
		CHECKS.map((check) => check.run(examined).catch((error: unknown) => [unchecked(check, error, examined.session)])),
	);
	return found.flat();
}

function unchecked({ title }: Check, error: unknown, { options }: AwsSession): Finding {
	const cause = error instanceof AutoscalerError ? error.cause : error;
	const isUnserved = sdkFault(cause).name === "UnknownServiceException" || sdkFault(cause).message.includes("does not serve");
	if (isUnserved) {
		return {
			severity: "unchecked",
			code: "check.not-served",
			where: title,
			says: `Not looked at: ${title}: the endpoint does not serve it.`,
			mend: [],
		};
	}
	const { hints, message } = explainError(error, options);
	return { severity: "unchecked", code: "check.failed", where: title, says: `Not looked at: ${title}: ${message}`, mend: hints };
}
