import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { TABLES } from "@headroom/config";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

interface WantedTable {
	readonly name: string;
	/** By which its items expire; absent where they do not. */
	readonly timeToLive?: string;
}

/** The tables are there, and what should expire does. */
export async function checkTables(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { hasVoting } = await context.functions();
	const { historyTable, tallyTable } = context.session.names;
	const wanted: readonly WantedTable[] = [
		{ name: historyTable, timeToLive: TABLES.history.timeToLive },
		...(hasVoting ? [{ name: tallyTable }] : []),
	];
	const findings = (await Promise.all(wanted.map((table) => checkTable(context, table)))).flat();
	return findings.length > 0
		? findings
		: [ok("tables", `The tables are there: ${wanted.map(({ name }) => name).join(", ")}. What is old expires.`)];
}

async function checkTable({ deployCommand, session }: VerifyContext, { name, timeToLive }: WantedTable): Promise<readonly LinkFinding[]> {
	const client = session.clientOf(DynamoDBClient);
	try {
		const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
		if (Table?.TableStatus !== "ACTIVE")
			return [broken("table.not-active", name, `The table ${name} is ${Table?.TableStatus ?? "in no known state"}.`)];
	} catch (error) {
		if (sdkFault(error).kind !== "not-found") throw error;
		return [broken("table.missing", name, `There is no table ${name}.`, deployCommand)];
	}
	if (timeToLive === undefined) return [];
	const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
	const { AttributeName, TimeToLiveStatus } = TimeToLiveDescription ?? {};
	if (TimeToLiveStatus === "ENABLED" && AttributeName === timeToLive) return [];
	const command = `aws dynamodb update-time-to-live --table-name ${name} --time-to-live-specification Enabled=true,AttributeName=${timeToLive}`;
	return [broken("table.no-expiry", name, `Nothing in ${name} expires: its time to live is ${TimeToLiveStatus ?? "off"}.`, command)];
}
