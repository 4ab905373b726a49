import { runTrials, selfCheckTable, type TrialResult, tableTrials } from "@headroom/aws/self-check";
import { TABLES } from "@headroom/config/deployment";

export function tryCounting({ tallyTableName }: { readonly tallyTableName: string }): Promise<readonly TrialResult[]> {
	const table = selfCheckTable(tallyTableName, TABLES.tally);
	return runTrials(tableTrials(table, ["BatchGetItem", "BatchWriteItem", "GetItem", "UpdateItem"]));
}

export function tryShowingResults({ tallyTableName }: { readonly tallyTableName: string }): Promise<readonly TrialResult[]> {
	return runTrials(tableTrials(selfCheckTable(tallyTableName, TABLES.tally), ["Query"]));
}
