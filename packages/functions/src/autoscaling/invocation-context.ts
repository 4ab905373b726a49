import type { AlarmOwner } from "./alarm-streams.ts";

/** The part of Lambda's context that the functions read. */
export interface InvocationContext {
	/** What a direct invocation says of itself. No event source sets it. */
	readonly clientContext?: unknown;
	readonly invokedFunctionArn?: string;
	getRemainingTimeInMillis?(): number;
}

/** Kept of an invocation for what follows a wait: the writes, the message and the re-check of the evaluation in hand. */
const RESERVED_MS = 15_000;

/** The moment until which an invocation may wait for AWS. For ever where nobody says how long it has. */
export function waitUntilMs(context: InvocationContext | undefined, nowMs: number): number {
	const remainingMs = context?.getRemainingTimeInMillis?.();
	return remainingMs === undefined ? Number.POSITIVE_INFINITY : nowMs + remainingMs - RESERVED_MS;
}

const FUNCTION_ARN = /^arn:[^:]*:lambda:([^:]+):([^:]+):function:/;

/** The account and the Region that a function runs in, by its own ARN. */
export function ownerOf(context: InvocationContext | undefined): AlarmOwner {
	const [, region, accountId] = FUNCTION_ARN.exec(context?.invokedFunctionArn ?? "") ?? [];
	return { accountId, region };
}
