import { enumeration, integer, list, string } from "../../request-reader.ts";
import { HISTORY_ITEM_TYPES } from "../alarm-history.ts";
import { ALARM_HISTORY_RETENTION_MS, MAX_RECORDS_PER_PAGE } from "../limits.ts";
import { page } from "../paging.ts";
import { SCAN_ORDERS } from "../shapes.ts";
import { shortName, timestamp } from "../structure.ts";
import type { Operation } from "./context.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html read 2026-11-23 */
export const describeAlarmHistory: Operation = (request, { alarms, nowMs }) => {
	const alarmName = request.optional("AlarmName", shortName);
	const type = request.optional("HistoryItemType", enumeration(HISTORY_ITEM_TYPES));
	const startMs = request.optional("StartDate", timestamp);
	const endMs = request.optional("EndDate", timestamp);
	const scanBy = request.optional("ScanBy", enumeration(SCAN_ORDERS)) ?? "TimestampDescending";
	const types = request.optional("AlarmTypes", list(string())) ?? ["MetricAlarm"];
	const size = request.optional("MaxRecords", integer(1, MAX_RECORDS_PER_PAGE)) ?? MAX_RECORDS_PER_PAGE;
	const oldestMs = Math.max(startMs ?? Number.NEGATIVE_INFINITY, nowMs - ALARM_HISTORY_RETENTION_MS);
	const ascending = alarms.history
		.since(oldestMs)
		.filter(
			(item) =>
				types.includes("MetricAlarm") &&
				(alarmName === undefined || item.alarmName === alarmName) &&
				(type === undefined || item.type === type) &&
				(endMs === undefined || item.atMs <= endMs),
		);
	const found = scanBy === "TimestampAscending" ? ascending : ascending.toReversed();
	const { items, next } = page(found, size, { alarmName, type, startMs, endMs, scanBy, types }, request);
	return {
		AlarmHistoryItems: items.map((item) => ({
			AlarmName: item.alarmName,
			AlarmType: "MetricAlarm",
			Timestamp: new Date(item.atMs),
			HistoryItemType: item.type,
			HistorySummary: item.summary,
			HistoryData: item.data,
		})),
		...next,
	};
};
