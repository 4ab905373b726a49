import type { IncomingMessage, ServerResponse } from "node:http";
import { plainJson } from "../../endpoint/aws-http.ts";
import { handleOf } from "../../endpoint/handle.ts";
import { TARGET_PREFIXES } from "../../endpoint/service-of-request.ts";
import type { Expiring } from "./expired-items.ts";

const OPERATIONS = new Set([`${TARGET_PREFIXES.dynamodb}DescribeTimeToLive`, `${TARGET_PREFIXES.dynamodb}UpdateTimeToLive`]);

interface Specification {
	readonly AttributeName: string;
	readonly Enabled: boolean;
}

export interface TimeToLive {
	/** UpdateTimeToLive and DescribeTimeToLive, which dynalite lacks. @returns whether the request was one of these, and is answered */
	answer(request: IncomingMessage, response: ServerResponse): boolean;
	/** The tables whose items expire. */
	expiring(): readonly Expiring[];
}

/** Whether a table exists is not looked at. */
export function timeToLive(): TimeToLive {
	const byTable = new Map<string, Specification>();
	const handle = handleOf(({ body }) => {
		const { TableName, TimeToLiveSpecification } = JSON.parse(body.toString("utf8")) as {
			readonly TableName: string;
			readonly TimeToLiveSpecification?: Specification;
		};
		if (TimeToLiveSpecification !== undefined) {
			byTable.set(TableName, TimeToLiveSpecification);
			return plainJson(200, { TimeToLiveSpecification });
		}
		const standing = byTable.get(TableName);
		const TimeToLiveDescription =
			standing?.Enabled === true
				? { TimeToLiveStatus: "ENABLED", AttributeName: standing.AttributeName }
				: { TimeToLiveStatus: "DISABLED" };
		return plainJson(200, { TimeToLiveDescription });
	}, console.error);
	return {
		answer(request, response) {
			if (!OPERATIONS.has(String(request.headers["x-amz-target"]))) return false;
			handle(request, response);
			return true;
		},
		expiring: () =>
			[...byTable].flatMap(([tableName, { AttributeName, Enabled }]) => (Enabled ? [{ tableName, attributeName: AttributeName }] : [])),
	};
}
