import { hasControlCharacters, MAX_REASON_LENGTH, visibleText } from "@headroom/engine";

/**
 * Why a person's reason cannot be taken, as the end of a sentence that begins with what it is called: "must be at most 256 characters, is 300".
 * It is read by everybody, in terminals and in messages, and kept for 90 days. Undefined where it can be taken.
 */
export function reasonFault(reason: string): string | undefined {
	if (reason.trim() === "") return "must not be empty";
	const { length } = [...reason];
	if (length > MAX_REASON_LENGTH) return `must be at most ${MAX_REASON_LENGTH} characters, is ${length}`;
	if (!hasControlCharacters(reason)) return undefined;
	return `must be one line without control characters, is "${visibleText(reason)}"`;
}

/** @throws RangeError for one that cannot be taken */
export function assertReason(reason: string): void {
	const fault = reasonFault(reason);
	if (fault !== undefined) throw new RangeError(`The reason ${fault}.`);
}
