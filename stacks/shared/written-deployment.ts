import type { ConfigProblem, WrittenPolicy } from "@headroom/config";

/** What a person wrote, and where the deployment goes. */
export interface WrittenDeployment {
	readonly stage: string;
	readonly accountId: string;
	readonly region: string;
	readonly settings: ReturnType<typeof readSettings>;
	readonly streams: readonly AutoscaledStream[];
}

/** A stream that this app creates. */
export interface OwnedStream {
	/** Names its stage, since stages live side by side: `orders-${$app.stage}`. */
	readonly name: string;
	/** Shards at creation; the autoscaler changes the count from then on. */
	readonly initialShardCount: number;
	readonly retentionHours: number;
}

/** A stream under Headroom's care, as a person wrote it, unchecked. */
export interface AutoscaledStream {
	readonly stream: OwnedStream | string;
	readonly policy: WrittenPolicy;
}

/**
 * Settings that differ between deployments of the same code. They come from the environment; SST reads `.env` and `.env.<stage>` into it.
 */
export interface Settings {
	/** Addresses that get notifications by e-mail. Each must confirm the first message. */
	readonly notificationEmails: readonly string[];
	/** Names, or patterns with `*`, of streams that `headroom attach` may put under Headroom without a deployment. None by default. */
	readonly attachableStreams: readonly string[];
	/**
	 * What the functions' roles name beside `kinesis:UpdateShardCount`: `*`, or the ARNs of the managed and the attachable streams. AWS documents that
	 * it takes `*` alone. Whether ARNs do is to be tried in an account: docs/permissions.md.
	 */
	readonly reshardOn: (typeof RESHARD_ON_VALUES)[number];
}

/**
 * Put a stream under Headroom: its alarms, the permission to reshard it, its row on the dashboard.
 *
 * @param stream a stream for this app to create, or the name or ARN of one that exists already in this account and Region
 * @param policy docs/policy.md has the keys; a key that is absent has its default
 */
export function autoscale(stream: OwnedStream | string, policy: WrittenPolicy = {}): AutoscaledStream {
	return { stream, policy };
}

const EMAILS = "HEADROOM_NOTIFICATION_EMAILS";
const ATTACHABLE = "HEADROOM_ATTACHABLE_STREAMS";
const RESHARD_ON = "HEADROOM_RESHARD_ON";

const RESHARD_ON_VALUES = ["all", "streams"] as const;

/** Catches a missing domain or a forgotten comma. Only the confirmation shows that somebody reads the address. */
const EMAIL_PATTERN = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
const STREAM_PATTERN = /^[a-zA-Z0-9_.*-]{1,128}$/;

/** Settings and problems together, so that the check of the deployment reports these problems with all others. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): {
	readonly settings: Settings;
	readonly problems: readonly ConfigProblem[];
} {
	const notificationEmails = listed(env[EMAILS]);
	const attachableStreams = listed(env[ATTACHABLE]);
	const writtenReshardOn = env[RESHARD_ON]?.trim() || "all";
	const reshardOn = RESHARD_ON_VALUES.find((value) => value === writtenReshardOn);
	return {
		settings: { notificationEmails, attachableStreams, reshardOn: reshardOn ?? "all" },
		problems: [
			...faults(EMAILS, notificationEmails, EMAIL_PATTERN, "must be an e-mail address"),
			...faults(ATTACHABLE, attachableStreams, STREAM_PATTERN, "must be a stream name, or a pattern of one with '*'"),
			...(reshardOn === undefined ? [{ path: RESHARD_ON, message: `must be all or streams, is ${JSON.stringify(writtenReshardOn)}` }] : []),
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
