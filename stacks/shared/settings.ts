import type { ConfigProblem } from "@headroom/config";

/** What differs between deployments of the same code: from the environment, which SST reads from `.env` and `.env.<stage>` too. */
export interface Settings {
	/** Who is told by e-mail. Each address confirms the first message it gets. */
	readonly notificationEmails: readonly string[];
	/** Names, or patterns with `*`, of streams that `headroom attach` may put under Headroom without a deployment. None unless written. */
	readonly attachableStreams: readonly string[];
}

const EMAILS = "HEADROOM_NOTIFICATION_EMAILS";
const ATTACHABLE = "HEADROOM_ATTACHABLE_STREAMS";

/** Enough to catch a name without a domain or a forgotten comma; whether it is read is shown by its confirmation alone. */
const EMAIL_PATTERN = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
const STREAM_PATTERN = /^[a-zA-Z0-9_.*-]{1,128}$/;

/** Both, so that the faults are told together with all others. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): {
	readonly settings: Settings;
	readonly problems: readonly ConfigProblem[];
} {
	const notificationEmails = listed(env[EMAILS]);
	const attachableStreams = listed(env[ATTACHABLE]);
	return {
		settings: { notificationEmails, attachableStreams },
		problems: [
			...faults(EMAILS, notificationEmails, EMAIL_PATTERN, "must be an e-mail address"),
			...faults(ATTACHABLE, attachableStreams, STREAM_PATTERN, "must be a stream name, or a pattern of one with '*'"),
		],
	};
}

function listed(text: string | undefined): string[] {
	const entries = (text ?? "").split(",").map((entry) => entry.trim());
	return [...new Set(entries.filter((entry) => entry !== ""))];
}

function faults(variable: string, entries: readonly string[], pattern: RegExp, mustBe: string): ConfigProblem[] {
	return entries.flatMap((entry, index) =>
		pattern.test(entry) ? [] : [{ path: `${variable}[${index}]`, message: `${mustBe}, is ${JSON.stringify(entry)}` }],
	);
}
