import { randomUUID } from "node:crypto";

/** A stream that no other test, and no other run against the same store, has. */
export function uniqueStreamName(): string {
	return `contract-${randomUUID()}`;
}
