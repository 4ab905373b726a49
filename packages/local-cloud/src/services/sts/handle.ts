import { ServiceError } from "@headroom/emulators";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { queryProtocolAnswer } from "../../endpoint/query-protocol.ts";
import { ACCOUNT_ID } from "../../names.ts";
import type { Sessions } from "./sessions.ts";

const SESSION_MS = 3_600_000;
const EVERYTHING = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });

/**
 * GetCallerIdentity, which is the account's root for everybody; AssumeRole and GetFederationToken, whose session may what its policy
 * allows.
 */
export function stsHandle(sessions: Sessions, onInternalError: (error: unknown) => void): Handle {
	return handleOf(
		queryProtocolAnswer((action, parameters) => operate(sessions, action, parameters), onInternalError),
		onInternalError,
	);
}

function operate(sessions: Sessions, action: string, parameters: URLSearchParams): object {
	const credentials = () => ({
		AccessKeyId: sessions.begin(parameters.get("Policy") ?? EVERYTHING),
		SecretAccessKey: "local",
		SessionToken: "local",
		Expiration: new Date(Date.now() + SESSION_MS).toISOString(),
	});
	switch (action) {
		case "GetCallerIdentity":
			return { Arn: `arn:aws:iam::${ACCOUNT_ID}:root`, UserId: ACCOUNT_ID, Account: ACCOUNT_ID };
		case "GetFederationToken": {
			const user = parameters.get("Name") ?? "";
			const Arn = `arn:aws:sts::${ACCOUNT_ID}:federated-user/${user}`;
			return { Credentials: credentials(), FederatedUser: { Arn, FederatedUserId: `${ACCOUNT_ID}:${user}` }, PackedPolicySize: 1 };
		}
		case "AssumeRole": {
			const role = /:role\/(.+)$/.exec(parameters.get("RoleArn") ?? "")?.[1];
			if (role === undefined) throw new ServiceError("ValidationError", "RoleArn must be the ARN of a role.");
			const Arn = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${parameters.get("RoleSessionName") ?? ""}`;
			return { Credentials: credentials(), AssumedRoleUser: { Arn, AssumedRoleId: `local:${role}` }, PackedPolicySize: 1 };
		}
		default:
			throw new ServiceError(
				"InvalidAction",
				`Of STS the local cloud serves GetCallerIdentity, GetFederationToken and AssumeRole, not ${action}.`,
			);
	}
}
