import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import type { StreamFault } from "../../shared/streams/stream-fault.ts";
import type { Finding } from "./finding.ts";

/** The input of every check. */
export interface CheckContext {
	readonly session: AwsSession;
	readonly ports: SessionPorts;
	readonly streams: readonly KnownStream[];
	/** Managed streams whose stored policy cannot be read. */
	readonly unreadable: readonly StreamFault[];
}

export interface Check {
	/** What it checks, as part of a sentence: "the alarms of each stream". */
	readonly title: string;
	readonly run: (context: CheckContext) => Promise<readonly Finding[]>;
}
