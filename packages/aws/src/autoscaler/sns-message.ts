import { MAX_SUBJECT_LENGTH } from "@headroom/controller";

/**
 * Bytes of a message with all that goes with it: "All parts of the message attribute, including name, type, and value, are included in the message
 * size restriction". Whether the subject counts is not said: here it does.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html Message: "262,144 bytes, not 262,144 characters", read 2026-11-27
 * @see https://docs.aws.amazon.com/sns/latest/api/API_MessageAttributeValue.html read 2026-11-27
 */
export const MAX_MESSAGE_BYTES = 262_144;

/** Of an attribute, as all of ours are. */
const DATA_TYPE = "String";

/** What SNS takes of a notification. */
export interface SnsMessage {
	readonly Subject: string;
	readonly Message: string;
	readonly MessageAttributes: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
}

/** A message that SNS takes, whatever the body: one that reaches people cut beats one that is refused. */
export function snsMessage(subject: string, body: string, attributes: Readonly<Record<string, string>>): SnsMessage {
	const Subject = snsSubject(subject);
	const besides = Object.entries(attributes).flatMap(([name, value]) => [name, DATA_TYPE, value]);
	const room = MAX_MESSAGE_BYTES - Buffer.byteLength([Subject, ...besides].join(""));
	return {
		Subject,
		Message: snsBody(body, room),
		MessageAttributes: Object.fromEntries(
			Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: DATA_TYPE, StringValue }]),
		),
	};
}

/**
 * A subject that SNS takes: printable ASCII in one line, beginning with something other than a space, under 100 characters. A message
 * that reaches people with a mended subject beats one that is refused.
 */
export function snsSubject(subject: string): string {
	const line = subject
		.replaceAll(/\s+/g, " ")
		.replaceAll(/[^\x20-\x7e]/g, "?")
		.trim();
	const short = line.length <= MAX_SUBJECT_LENGTH ? line : `${line.slice(0, MAX_SUBJECT_LENGTH - 3)}...`;
	return short === "" ? "Headroom" : short;
}

/** The body within so many bytes of UTF-8, cut between characters, with a last paragraph that says so. */
function snsBody(body: string, maxBytes: number): string {
	const bytes = Buffer.from(body);
	if (bytes.length <= maxBytes) return body;
	const notice = `\n\n[This message was cut: it had ${bytes.length} bytes, and SNS takes ${MAX_MESSAGE_BYTES} with its attributes.]`;
	let end = maxBytes - Buffer.byteLength(notice);
	// A byte that continues a character is 10xxxxxx.
	while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
	return `${bytes.subarray(0, end).toString()}${notice}`;
}
