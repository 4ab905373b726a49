import type { Vote } from "./ports.ts";

/**
 * The rules of a vote's fields, for the HTTP edge, the drainer and the tally.
 *
 * No field may contain `#`, since the partition key is `vote_id#token` and must be unambiguous. Nor spaces, slashes, percent signs or
 * control characters, so that a value is the same in a path, a log line and a table key. A choice and a poll begin with a letter or a
 * digit, so that `__proto__` and similar names are in no map of counts.
 */
export const VOTE_FIELD_RULES = {
	vote_id: {
		maxLength: 64,
		pattern: /^[A-Za-z0-9][A-Za-z0-9._~:@+=-]*$/,
		allowed: "letters, digits and . _ ~ : @ + = -, beginning with a letter or digit",
	},
	/** 64 + `#` + 128 stays below the 256 characters of a Kinesis partition key (API_PutRecord, read 2026-11-23). */
	token: { maxLength: 128, pattern: /^[A-Za-z0-9._~:@+=-]+$/, allowed: "letters, digits and . _ ~ : @ + = -" },
	vote_choice: {
		maxLength: 64,
		pattern: /^[A-Za-z0-9][A-Za-z0-9._~:@+=-]*$/,
		allowed: "letters, digits and . _ ~ : @ + = -, beginning with a letter or digit",
	},
} as const;

export type VoteField = keyof typeof VOTE_FIELD_RULES;

export const VOTE_FIELDS: readonly VoteField[] = ["vote_id", "token", "vote_choice"];

export interface FieldFault {
	readonly field: string;
	readonly problem: string;
}

/** The fault of one field's value, or nothing. It never contains the value itself, which may be long, secret or hostile. */
export function fieldFault(field: VoteField, value: unknown): FieldFault | undefined {
	const rule = VOTE_FIELD_RULES[field];
	if (value === undefined) return { field, problem: "is missing" };
	if (typeof value !== "string") return { field, problem: `must be a string, is ${typeName(value)}` };
	if (value.length === 0) return { field, problem: "must not be empty" };
	if (value.length > rule.maxLength) return { field, problem: `must be at most ${rule.maxLength} characters, is ${value.length}` };
	if (!rule.pattern.test(value)) return { field, problem: `may hold only ${rule.allowed}` };
	return undefined;
}

/** All faults of the three fields, in the order of the fields; empty if the vote is valid. */
export function voteFaults(fields: Readonly<Record<VoteField, unknown>>): readonly FieldFault[] {
	const faults: FieldFault[] = [];
	for (const field of VOTE_FIELDS) {
		const fault = fieldFault(field, fields[field]);
		if (fault !== undefined) faults.push(fault);
	}
	return faults;
}

/** Spreads one popular poll over all shards, and keeps one voter's votes in order in one shard. */
export function partitionKeyOf(vote: Pick<Vote, "token" | "vote_id">): string {
	return `${vote.vote_id}#${vote.token}`;
}

/** JSON's name for the type of a value. */
function typeName(value: unknown): string {
	if (value === null) return "null";
	return Array.isArray(value) ? "an array" : `a ${typeof value}`.replace("a object", "an object");
}
