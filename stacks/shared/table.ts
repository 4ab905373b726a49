// Nothing is created before what a person wrote has been checked.
import "../managed-streams.ts";
import { keepsData } from "./deployment.ts";

interface TableDefinition {
	readonly partitionKey: string;
	readonly sortKey: string;
	readonly timeToLive?: string;
}

/** A table that is paid by use, encrypted with AWS's key for DynamoDB, and can be brought back to any second of the last 35 days. */
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
