import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import type { StreamFault } from "../../shared/streams/stream-fault.ts";
import type { Finding } from "./finding.ts";

/** What every check is given. */
export interface CheckContext {
	readonly session: AwsSession;
	readonly ports: SessionPorts;
	readonly streams: readonly KnownStream[];
	/** Managed, with a stored policy that is none. */
	readonly unreadable: readonly StreamFault[];
}

export interface Check {
	/** What is looked at, as part of a sentence: "the alarms of each stream". */
	readonly title: string;
	readonly run: (context: CheckContext) => Promise<readonly Finding[]>;
}
