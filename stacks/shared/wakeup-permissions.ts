import { isStatementId, statementId } from "@headroom/controller";

/** What lets one alarm, or the alarms of a pattern, invoke the autoscaler. */
export interface WakeupPermission {
	readonly alarmName: string;
	/** Among the resources of the stage. */
	readonly logicalName: string;
	/** To be given to the provider. Absent where the one that the provider makes from the logical name is valid. */
	readonly statementId: string | undefined;
	/** As it is in the function's policy; the provider's seven hexadecimal digits of chance are zeros here. */
	readonly deployedStatementId: string;
}

/**
 * A statement id is given only where the provider's own is refused: of a name with dots or an asterisk, and of a long one. Such a
 * permission never deployed, so nothing that is deployed changes. For all others a given id would be another one, the provider would
 * replace the permission, and it deletes before it creates: docs/decisions/0024-refused-before-anything-is-created.md.
 */
export function wakeupPermission(alarmName: string): WakeupPermission {
	const logicalName = `WokenBy${alarmName}`;
	const derived = `${logicalName}-0000000`;
	if (isStatementId(derived)) return { alarmName, logicalName, statementId: undefined, deployedStatementId: derived };
	const given = statementId("WokenBy-", alarmName);
	return { alarmName, logicalName, statementId: given, deployedStatementId: given };
}
