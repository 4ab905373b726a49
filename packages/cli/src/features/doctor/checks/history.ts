import { HistoryError } from "@headroom/controller";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

/** An item that was edited, or written by another version: its stream is not evaluated until it is fixed. */
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
					says: `${streamName} is not evaluated: ${error.message}`,
					fix: [`aws dynamodb query ${names} --key-condition-expression 'streamName = :s'`],
				},
			];
		}
	});
}
