// Checks what a person wrote, before anything is created.
import "../managed-streams.ts";
import { keepsData } from "./deployment.ts";

interface TableDefinition {
	readonly partitionKey: string;
	readonly sortKey: string;
	readonly timeToLive?: string;
}

/** A table billed by request, encrypted with AWS's key for DynamoDB, that can be restored to any second of the last 35 days. */
export function table(logicalName: string, name: string, { partitionKey, sortKey, timeToLive }: TableDefinition): sst.aws.Dynamo {
	return new sst.aws.Dynamo(logicalName, {
		fields: { [partitionKey]: "string", [sortKey]: "string" },
		primaryIndex: { hashKey: partitionKey, rangeKey: sortKey },
		ttl: timeToLive,
		deletionProtection: keepsData,
		transform: {
			table: (args) => {
				args.name = name;
				args.pointInTimeRecovery = { enabled: true };
				args.serverSideEncryption = { enabled: true };
			},
		},
	});
}
