import { visibleText } from "@headroom/engine";
import type { Attached } from "./query.ts";

/** What detaching removes, a line each; empty if the stream is not attached. */
export function removedLines({ alarms, hasStatement, policy }: Attached, functionName: string): string[] {
	return [
		...(policy.kind === "none" ? [] : ["- policy and history"]),
		...(hasStatement ? [`- permission of the alarms to invoke ${functionName}`] : []),
		...alarms.map(({ AlarmName }) => `- alarm ${visibleText(AlarmName)}`),
	];
}

/** The plan in `detach --json`: what is removed. */
export function attachedJson({ alarms, hasStatement, policy }: Attached): object {
	return {
		removes: { policy: policy.kind !== "none", alarmPermission: hasStatement, alarms: alarms.map(({ AlarmName }) => AlarmName) },
	};
}
