import { alarmDefinitions, alarmNamePattern } from "@headroom/controller";
import type { ManagedStream } from "./check-deployment.ts";

/**
 * The alarms that may invoke the autoscaler, by name: each of the managed streams, and a pattern for those of streams that `headroom attach` puts under
 * Headroom later.
 */
export function wakingAlarms(streams: readonly ManagedStream[], attachableStreams: readonly string[]): string[] {
	const ofManaged = streams.flatMap((stream) => alarmDefinitions(stream)).filter(({ wakes }) => wakes === "autoscaler");
	return [...ofManaged.map(({ alarmName }) => alarmName), ...attachableStreams.map(alarmNamePattern)];
}
