import { AssumeRoleCommand, type Credentials, GetFederationTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { explainError } from "../../../shared/errors/explain-error.ts";
import type { AwsSession, TemporaryCredentials } from "../../../shared/session/aws-session.ts";

const SESSION_NAME = "headroom-verify";
const SESSION_SECONDS = 3_600;

export interface Statement {
	readonly actions: readonly string[];
	readonly resource: string;
}

export type NarrowSession =
	| { readonly kind: "made"; readonly credentials: TemporaryCredentials; readonly by: "sts:AssumeRole" | "sts:GetFederationToken" }
	/** Why there is none, a sentence. */
	| { readonly kind: "impossible"; readonly reason: string };

/**
 * Credentials that may make a call where both the caller, or the role, and these statements permit it. A user makes them by
 * GetFederationToken. A role's session cannot. It assumes a role that is named, where that role's trust policy lets the caller.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session read 2026-11-27
 * @throws what STS throws
 */
export async function narrowSession(
	session: AwsSession,
	roleArn: string | undefined,
	statements: readonly Statement[],
): Promise<NarrowSession> {
	const sts = session.clientOf(STSClient);
	const Policy = JSON.stringify({
		Version: "2012-10-17",
		Statement: statements.map(({ actions, resource }) => ({ Effect: "Allow", Action: actions, Resource: resource })),
	});
	if (roleArn !== undefined) {
		const { Credentials } = await sts.send(
			new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION_NAME, Policy, DurationSeconds: SESSION_SECONDS }),
		);
		return { kind: "made", by: "sts:AssumeRole", credentials: checked(Credentials) };
	}
	const { by } = await session.caller();
	if (!by.startsWith("user/") && by !== "root") {
		const reason = `${by} is a role's session, which cannot narrow itself: name a role that you may assume, --test-role <arn>`;
		return { kind: "impossible", reason };
	}
	const { Credentials } = await sts.send(new GetFederationTokenCommand({ Name: SESSION_NAME, Policy, DurationSeconds: SESSION_SECONDS }));
	return { kind: "made", by: "sts:GetFederationToken", credentials: checked(Credentials) };
}

function checked(credentials: Credentials | undefined): TemporaryCredentials {
	const { AccessKeyId, SecretAccessKey, SessionToken } = credentials ?? {};
	if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
		throw new Error("STS answered without credentials.");
	return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** A session that STS refuses is one that could not be made: the rest is measured all the same. */
export async function sessionOf(
	session: AwsSession,
	roleArn: string | undefined,
	statements: readonly Statement[],
): Promise<NarrowSession> {
	try {
		return await narrowSession(session, roleArn, statements);
	} catch (error) {
		return { kind: "impossible", reason: explainError(error, session.options).message };
	}
}
