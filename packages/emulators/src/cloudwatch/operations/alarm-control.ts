import { enumeration, list, string } from "../../request-reader.ts";
import { cloudWatchError } from "../errors.ts";
import { isJson } from "../is-json.ts";
import { MAX_ALARM_NAMES, MAX_STATE_REASON_DATA_LENGTH, MAX_STATE_REASON_LENGTH } from "../limits.ts";
import { STATE_VALUES } from "../shapes.ts";
import { type Structure, shortName } from "../structure.ts";
import type { Operation, OperationContext } from "./context.ts";

/**
 * "If you specify any incorrect alarm names, the alarms you specify with correct names are still deleted." The request is refused only if
 * none of the names is an alarm's. AWS does not document that case, and the API model lists ResourceNotFound.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html read 2026-11-23
 */
export const deleteAlarms: Operation = (request, { alarms }) => {
	const names = request.required("AlarmNames", list(string(), { maxLength: MAX_ALARM_NAMES }));
	const deletedCount = names.filter((name) => alarms.delete(name)).length;
	if (names.length > 0 && deletedCount === 0) {
		throw cloudWatchError("ResourceNotFound", `No alarm has the name ${names.map((name) => `"${name}"`).join(" or ")}.`);
	}
	return {};
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html read 2026-11-23 */
export const setAlarmState: Operation = (request, { alarms }) => {
	const name = request.required("AlarmName", shortName);
	const value = request.required("StateValue", enumeration(STATE_VALUES));
	const reason = request.required("StateReason", string({ maxLength: MAX_STATE_REASON_LENGTH }));
	const reasonData = request.optional("StateReasonData", string({ maxLength: MAX_STATE_REASON_DATA_LENGTH }));
	if (reasonData !== undefined && !isJson(reasonData))
		throw cloudWatchError("InvalidFormatFault", "StateReasonData was not syntactically valid JSON.");
	const alarm = alarms.get(name);
	// AWS says nothing more (recorded in September 2025).
	if (alarm === undefined) throw cloudWatchError("ResourceNotFound", "");
	alarms.setState(alarm, { value, reason, ...(reasonData !== undefined && { reasonData }) });
	return {};
};

export const enableAlarmActions: Operation = (request, context) => setActionsEnabled(request, context, true);

export const disableAlarmActions: Operation = (request, context) => setActionsEnabled(request, context, false);

/** Ignores names without an alarm: neither operation has an error in the API model. */
function setActionsEnabled(request: Structure, { alarms }: OperationContext, isEnabled: boolean): object {
	for (const name of request.required("AlarmNames", list(string(), { maxLength: MAX_ALARM_NAMES }))) {
		const alarm = alarms.get(name);
		if (alarm !== undefined) alarm.configuration = { ...alarm.configuration, ActionsEnabled: isEnabled };
	}
	return {};
}
