import { HistoryError } from "@headroom/controller";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** Finds items that were edited or written by another version. Headroom does not evaluate such a stream until the item is fixed. */
export function checkHistory(context: CheckContext): Promise<readonly Finding[]> {
	const { ports, session } = context;
	return checkEachStream(context, async ({ streamName }): Promise<readonly Finding[]> => {
		try {
			await ports.history.load(streamName, ports.clock.nowMs());
			return [];
		} catch (error) {
			if (!(error instanceof HistoryError && error.code === "history.malformed")) throw error;
			const names = `--table-name ${session.names.historyTable} --expression-attribute-values '{":s":{"S":"${streamName}"}}'`;
			return [
				{
					severity: "problem",
					code: "history.malformed",
					where: streamName,
					says: `Headroom does not evaluate ${streamName}: ${error.message}`,
					fix: [`aws dynamodb query ${names} --key-condition-expression 'streamName = :s'`],
				},
			];
		}
	});
}
