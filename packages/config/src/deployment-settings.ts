import type { ConfigProblem } from "./config-error.ts";
import { parseDurationMs } from "./duration.ts";

/** What stands before the routes that place votes. */
export type VotingAuth =
	| { readonly kind: "none" }
	/** Callers sign their requests with AWS credentials that may invoke the API. */
	| { readonly kind: "iam" }
	/** Callers send a token of this issuer for one of these audiences, and the voter is the token's subject. */
	| { readonly kind: "jwt"; readonly issuer: string; readonly audiences: readonly string[] };

/**
 * Settings that differ between deployments of the same code. They come from the environment. SST reads `.env` and `.env.<stage>` into it.
 */
export interface DeploymentSettings {
	/** Addresses that get notifications by e-mail. Each must confirm the first message. */
	readonly notificationEmails: readonly string[];
	/** Names, or patterns with `*`, of streams that `headroom attach` may put under Headroom without a deployment. None by default. */
	readonly attachableStreams: readonly string[];
	/**
	 * What the functions' roles name beside `kinesis:UpdateShardCount`: `*`, or the ARNs of the managed and the attachable streams. AWS
	 * documents that it takes `*` alone. Only a trial in an account shows whether ARNs suffice: docs/permissions.md.
	 */
	readonly reshardOn: (typeof RESHARD_ON_VALUES)[number];
	/** Whether the voting system is deployed beside the autoscaler: its stream, API, functions, queues and table. It is by default. */
	readonly hasVoting: boolean;
	readonly votingAuth: VotingAuth;
	/** How long the table remembers that somebody has voted in a poll; for ever where absent. */
	readonly voterTtlSeconds?: number;
}

/** The variables of the deploy. `docs/operations.md` has a row for each. */
export const DEPLOYMENT_VARIABLES = {
	notificationEmails: "HEADROOM_NOTIFICATION_EMAILS",
	attachableStreams: "HEADROOM_ATTACHABLE_STREAMS",
	reshardOn: "HEADROOM_RESHARD_ON",
	voting: "HEADROOM_VOTING",
	votingAuth: "VOTING_AUTH",
	jwtIssuer: "VOTING_JWT_ISSUER",
	jwtAudience: "VOTING_JWT_AUDIENCE",
	voterTtl: "VOTING_VOTER_TTL",
} as const;

const RESHARD_ON_VALUES = ["all", "streams"] as const;

/**
 * Catches a missing domain, a forgotten comma, what no address may hold. Only the confirmation shows that somebody reads the address.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 the lengths, read 2026-11-27
 */
const EMAIL_PATTERN = /^[^\s@,;\p{Cc}]{1,64}@(?=.{1,255}$)[^\s@,;\p{Cc}]+\.[^\s@,;\p{Cc}]+$/u;
const STREAM_PATTERN = /^[a-zA-Z0-9_.*-]{1,128}$/;
/**
 * Of one authorizer of an HTTP API.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html read 2026-11-27
 */
const MAX_AUDIENCES = 50;

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings and problems together, so that the check of the deployment reports these problems with all others. */
export function readDeploymentSettings(env: Environment): {
	readonly settings: DeploymentSettings;
	readonly problems: readonly ConfigProblem[];
} {
	const problems: ConfigProblem[] = [];
	const notificationEmails = listed(env, "notificationEmails");
	const attachableStreams = listed(env, "attachableStreams");
	problems.push(
		...faults("notificationEmails", notificationEmails, EMAIL_PATTERN, "must be an e-mail address"),
		...faults("attachableStreams", attachableStreams, STREAM_PATTERN, "must be a stream name, or a pattern of one with '*'"),
	);
	const reshardOn = chosen(env, "reshardOn", RESHARD_ON_VALUES, problems);
	const hasVoting = chosen(env, "voting", ["on", "none"], problems) === "on";
	const votingAuth = readVotingAuth(env, problems);
	const voterTtlSeconds = readVoterTtl(env, problems);
	if (!hasVoting) problems.push(...idle(env, ["votingAuth", "jwtIssuer", "jwtAudience", "voterTtl"], "HEADROOM_VOTING is none"));
	return {
		settings: {
			notificationEmails,
			attachableStreams,
			reshardOn,
			hasVoting,
			votingAuth,
			...(voterTtlSeconds === undefined ? {} : { voterTtlSeconds }),
		},
		problems,
	};
}

function readVotingAuth(env: Environment, problems: ConfigProblem[]): VotingAuth {
	const kind = chosen(env, "votingAuth", ["none", "iam", "jwt"], problems);
	if (kind !== "jwt") {
		problems.push(...idle(env, ["jwtIssuer", "jwtAudience"], "VOTING_AUTH is not jwt"));
		return { kind };
	}
	const issuer = text(env, "jwtIssuer");
	const audiences = listed(env, "jwtAudience");
	const fault = issuerFault(issuer);
	if (fault !== undefined) problems.push({ path: DEPLOYMENT_VARIABLES.jwtIssuer, message: `${fault}, ${is(issuer)}` });
	if (audiences.length === 0 || audiences.length > MAX_AUDIENCES) {
		problems.push({
			path: DEPLOYMENT_VARIABLES.jwtAudience,
			message: `must be 1 to ${MAX_AUDIENCES} audiences, separated by commas, ${audiences.length === 0 ? "is not set" : `are ${audiences.length}`}`,
		});
	}
	return { kind, issuer, audiences };
}

function readVoterTtl(env: Environment, problems: ConfigProblem[]): number | undefined {
	const written = text(env, "voterTtl");
	if (written === "") return undefined;
	const milliseconds = parseDurationMs(written);
	if (milliseconds === undefined || milliseconds === 0 || milliseconds % 1000 !== 0) {
		problems.push({ path: DEPLOYMENT_VARIABLES.voterTtl, message: `must be a duration in whole seconds, such as 90d, ${is(written)}` });
		return undefined;
	}
	return milliseconds / 1000;
}

type Variable = keyof typeof DEPLOYMENT_VARIABLES;

/** The first choice where nothing is set, and where what is set is none of them: that is a problem anyway. */
function chosen<const Choice extends string>(
	env: Environment,
	variable: Variable,
	choices: readonly [Choice, ...Choice[]],
	problems: ConfigProblem[],
): Choice {
	const written = text(env, variable);
	const choice = choices.find((each) => each === written);
	if (choice === undefined && written !== "") {
		problems.push({ path: DEPLOYMENT_VARIABLES[variable], message: `must be one of ${choices.join(", ")}, ${is(written)}` });
	}
	return choice ?? choices[0];
}

/** Who sets one of these means something by it, and gets nothing. */
function idle(env: Environment, variables: readonly Variable[], reason: string): ConfigProblem[] {
	return variables
		.filter((variable) => text(env, variable) !== "")
		.map((variable) => ({ path: DEPLOYMENT_VARIABLES[variable], message: `has no effect, since ${reason}; remove one of the two` }));
}

function listed(env: Environment, variable: Variable): string[] {
	const entries = text(env, variable)
		.split(",")
		.map((entry) => entry.trim());
	return [...new Set(entries.filter((entry) => entry !== ""))];
}

function text(env: Environment, variable: Variable): string {
	return (env[DEPLOYMENT_VARIABLES[variable]] ?? "").trim();
}

function faults(variable: Variable, entries: readonly string[], pattern: RegExp, mustBe: string): ConfigProblem[] {
	return entries.flatMap((entry, index) =>
		pattern.test(entry) ? [] : [{ path: `${DEPLOYMENT_VARIABLES[variable]}[${index}]`, message: `${mustBe}, is ${JSON.stringify(entry)}` }],
	);
}

function is(written: string): string {
	return written === "" ? "is not set" : `is ${JSON.stringify(written)}`;
}

/**
 * API Gateway reads `<issuer>/.well-known/openid-configuration` when it creates the authorizer.
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken iss, read 2026-11-27
 */
function issuerFault(written: string): string | undefined {
	if (URL.parse(written)?.protocol !== "https:") return "must be the issuer's https URL";
	return /[?#@\s]/.test(written) ? "must have no user, query, fragment or space" : undefined;
}
