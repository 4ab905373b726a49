import type { MetricSink } from "../../metric-datum.ts";
import type { AlarmBook } from "../alarm-book.ts";
import type { MetricStore } from "../metric-store.ts";
import type { CloudWatchSettings } from "../settings.ts";
import type { Structure } from "../structure.ts";

/** The data of an operation. */
export interface OperationContext {
	readonly nowMs: number;
	readonly store: MetricStore;
	readonly sink: MetricSink;
	readonly alarms: AlarmBook;
	readonly settings: CloudWatchSettings;
}

/**
 * One operation of the API: members are spelled as in the API model, the output has timestamps as `Date`.
 *
 * @throws ServiceError the refusal of the service
 */
export type Operation = (request: Structure, context: OperationContext) => object;
