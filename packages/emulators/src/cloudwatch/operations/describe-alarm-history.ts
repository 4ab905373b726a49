import { HISTORY_ITEM_TYPES } from "../alarm-history.ts";
import { ALARM_HISTORY_RETENTION_MS, MAX_NAME_LENGTH, MAX_RECORDS_PER_PAGE } from "../limits.ts";
import { page } from "../paging.ts";
import { SCAN_ORDERS } from "../shapes.ts";
import { Structure } from "../structure.ts";
import type { Operation } from "./context.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html read 2026-11-23 */
export const describeAlarmHistory: Operation = (input, { alarms, nowMs }) => {
	const request = new Structure(input);
	const alarmName = request.string("AlarmName", { maxLength: MAX_NAME_LENGTH });
	const type = request.oneOf("HistoryItemType", HISTORY_ITEM_TYPES);
	const startMs = request.timestampMs("StartDate");
	const endMs = request.timestampMs("EndDate");
	const scanBy = request.oneOf("ScanBy", SCAN_ORDERS) ?? "TimestampDescending";
	const types = request.strings("AlarmTypes") ?? ["MetricAlarm"];
	const size = request.integer("MaxRecords", { minimum: 1, maximum: MAX_RECORDS_PER_PAGE }) ?? MAX_RECORDS_PER_PAGE;
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
	const { items, nextToken } = page(found, size, { alarmName, type, startMs, endMs, scanBy, types }, request.string("NextToken"));
	return {
		AlarmHistoryItems: items.map((item) => ({
			AlarmName: item.alarmName,
			AlarmType: "MetricAlarm",
			Timestamp: new Date(item.atMs),
			HistoryItemType: item.type,
			HistorySummary: item.summary,
			HistoryData: item.data,
		})),
		...(nextToken !== undefined && { NextToken: nextToken }),
	};
};
