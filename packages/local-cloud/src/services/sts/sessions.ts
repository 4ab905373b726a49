import { randomUUID } from "node:crypto";
import { isActionLike, isLike, type PolicyStatement, parseStatements } from "../iam/policy-document.ts";

/**
 * Actions that AWS's Service Authorization Reference gives no resource type: "you must specify all resources". Whether a statement that
 * names an ARN permits them all the same is not documented.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesis.html read 2026-11-27
 */
const WITHOUT_RESOURCE_TYPE = new Set(["kinesis:UpdateShardCount"]);

/** Whether a statement that names a stream's ARN permits UpdateShardCount on it: both are told of AWS. */
export type ReshardPermission = "arn" | "wildcard";

/** Temporary credentials with a policy of their own: what they may is what the policy allows. */
export class Sessions {
	readonly #statements = new Map<string, readonly PolicyStatement[]>();
	readonly #reshardPermission: ReshardPermission;

	constructor(reshardPermission: ReshardPermission) {
		this.#reshardPermission = reshardPermission;
	}

	/** @returns the access key id. @throws ServiceError MalformedPolicyDocument */
	begin(policy: string): string {
		const accessKeyId = `local-session-${randomUUID()}`;
		this.#statements.set(accessKeyId, parseStatements(policy));
		return accessKeyId;
	}

	/** Whether nobody has made any: then no call need be asked whose it is. */
	get isEmpty(): boolean {
		return this.#statements.size === 0;
	}

	has(accessKeyId: string): boolean {
		return this.#statements.has(accessKeyId);
	}

	/** @param resourceArn what the call is about; `*` where it is about the account */
	permits(accessKeyId: string, action: string, resourceArn: string): boolean {
		const isOnAll = this.#reshardPermission === "wildcard" && WITHOUT_RESOURCE_TYPE.has(action);
		const matching = (this.#statements.get(accessKeyId) ?? []).filter(
			({ actions, resources }) =>
				actions.some((pattern) => isActionLike(action, pattern)) &&
				resources.some((pattern) => (isOnAll ? pattern === "*" : isLike(resourceArn, pattern))),
		);
		return matching.length > 0 && matching.every(({ effect }) => effect === "Allow");
	}
}
