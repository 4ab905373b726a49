import { Logger } from "@aws-lambda-powertools/logger";

type Log = (level: "error" | "info" | "warn", event: string, fields: Readonly<Record<string, unknown>>) => void;

/** JSON lines with the stable keys of docs/operations.md: `level`, `event`, `timestamp`, `service`, and the keys of the event. */
export function votingLogger(serviceName: string): Log {
	const logger = new Logger({ serviceName });
	return (level, event, fields) => logger[level](event, { event, ...fields });
}
