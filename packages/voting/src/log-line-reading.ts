/** What one log line says about one request. */
export interface LineReading {
	/** In a few words. */
	readonly says: string;
	/** The line, with lists of other requests' ids cut short. */
	readonly text: string;
	/** The outcome of the vote, if this line shows it. */
	readonly outcome?: VoteOutcome;
	/** Lambda's id of the invocation, under which its runtime writes. */
	readonly invocationId?: string;
}

/**
 * - `counted`: in the results.
 * - `counted-before`: another vote of this voter is in the results.
 * - `waiting`: in the overflow queue, or in the stream and not read yet.
 * - `refused`: the API refused the vote and stored nothing; the client may send it again.
 * - `failed`: the client got an unintended 5xx; the vote may be stored or not.
 * - `unknown`: no line says.
 */
export type VoteOutcome = "counted" | "counted-before" | "failed" | "refused" | "unknown" | "waiting";

/** Total: a line that is none of ours is returned as it is. */
export function readLogLine(text: string, requestId: string): LineReading {
	const invokeError = INVOKE_ERROR.exec(text)?.[1];
	if (invokeError !== undefined) return { says: `the function failed: ${errorOf(parseObject(invokeError))}`, text, outcome: "failed" };
	const line = parseObject(text);
	if (line === undefined) return { says: text.trim(), text };
	const shortened = JSON.stringify(withoutOtherRequests(line, requestId));
	if (isAccessLog(line)) return { ...readAccessLog(line), text: shortened };
	const reading = readEvent(line, requestId);
	return { ...reading, text: shortened };
}

/** Whether the API wrote the line, after its answer. */
export function tellsAnAnswer(text: string): boolean {
	const line = parseObject(text);
	return line !== undefined && isAccessLog(line);
}

// --- internal ---

type Line = Readonly<Record<string, unknown>>;

/** As Lambda's Node.js runtime writes it. @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html read 2026-11-25 */
const INVOKE_ERROR = /\tERROR\tInvoke Error\s*\t(\{.*\})\s*$/s;

function parseObject(text: string): Line | undefined {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
	} catch {
		return undefined;
	}
}

/** SST's own format puts every value into a second pair of quotes. */
function textOf(line: Line, name: string): string | undefined {
	const value = line[name];
	if (value === undefined || value === null) return undefined;
	const text = String(value).replace(/^"(.*)"$/s, "$1");
	return text === "" || text === "-" ? undefined : text;
}

function errorOf(line: Line | undefined): string {
	const { errorMessage, errorType } = line ?? {};
	return [errorType, errorMessage].filter((part) => part !== undefined && part !== "").join(": ");
}

function isAccessLog(line: Line): boolean {
	return "status" in line && "requestId" in line;
}

function readAccessLog(line: Line): Omit<LineReading, "text"> {
	const status = Number(textOf(line, "status"));
	const invocationId = textOf(line, "integrationRequestId");
	const reason = textOf(line, "error");
	const answered = `the API answered ${status}`;
	return {
		says: invocationId === undefined ? `${answered}; no function ran` : reason === undefined ? answered : `${answered}: ${reason}`,
		...(invocationId === undefined ? {} : { invocationId }),
		...(status >= 500 ? { outcome: "failed" as const } : status >= 400 ? { outcome: "refused" as const } : {}),
	};
}

function readEvent(line: Line, requestId: string): Omit<LineReading, "text"> {
	const isIn = (name: string) => {
		const ids = line[name];
		return Array.isArray(ids) && ids.includes(requestId);
	};
	const shard = textOf(line, "shard_id") ?? "its shard";
	switch (line["event"]) {
		case "vote.throttled":
			return { says: textOf(line, "message") ?? "stored after a throttled write", outcome: "waiting" };
		case "vote.overflowed":
			return { says: textOf(line, "message") ?? "waits in the overflow queue", outcome: "waiting" };
		case "vote.refused":
			return { says: textOf(line, "message") ?? "refused", outcome: "refused" };
		case "overflow.drained":
			if (isIn("put_back_request_ids"))
				return { says: "put back into the overflow queue: the drainer's time was over", outcome: "waiting" };
			return { says: "moved from the overflow queue into the stream", outcome: "waiting" };
		case "tally.failed":
			return { says: `not counted yet, delivered again: ${textOf(line, "error") ?? "no reason given"}`, outcome: "waiting" };
		case "tally.counted":
			if (isIn("duplicate_request_ids")) return { says: `not counted: this voter had voted before (${shard})`, outcome: "counted-before" };
			if (isIn("already_counted_request_ids")) return { says: `delivered again; it was counted before (${shard})`, outcome: "counted" };
			return { says: `counted (${shard})`, outcome: "counted" };
		default:
			return { says: textOf(line, "message") ?? textOf(line, "event") ?? JSON.stringify(line) };
	}
}

/** A batch has up to 500 ids, and only one matters. */
function withoutOtherRequests(line: Line, requestId: string): Line {
	return Object.fromEntries(
		Object.entries(line).map(([name, value]) => {
			if (!name.endsWith("request_ids") || !Array.isArray(value)) return [name, value];
			const own = value.filter((id) => id === requestId);
			const others = value.length - own.length;
			return [name, others === 0 ? own : [...own, `… and ${others} more`]];
		}),
	);
}
