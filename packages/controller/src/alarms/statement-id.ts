import { createHash } from "node:crypto";

/** What Lambda takes. @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html StatementId read 2026-11-27 */
const STATEMENT_ID_PATTERN = /^[a-zA-Z0-9_-]{1,100}$/;

/** Whether Lambda takes it as the id of a statement of a function's policy. */
export function isStatementId(text: string): boolean {
	return STATEMENT_ID_PATTERN.test(text);
}

/**
 * The id of the statement that lets an alarm, a stream's alarms or a pattern of alarms invoke a function: `prefix` and the name.
 * A name may be too long, or have dots and asterisks: its SHA-256 then stands for it, so that two names never share an id.
 *
 * @param prefix at most 29 characters that Lambda takes
 */
export function statementId(prefix: string, name: string): string {
	const id = `${prefix}${name}`;
	return isStatementId(id) ? id : `${prefix}sha256-${createHash("sha256").update(name).digest("hex")}`;
}
