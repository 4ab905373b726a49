import { type AlarmDefinitionsInput, alarmDefinitions, alarmNamePattern } from "@headroom/controller";

type ManagedStream = Pick<AlarmDefinitionsInput, "policy" | "streamName">;

/**
 * The alarms that may invoke the autoscaler: each alarm of the managed streams that wakes it, by name, and a pattern for each of the
 * streams that `headroom attach` may put under Headroom later.
 */
export function wakeupAlarms(streams: readonly ManagedStream[], attachableStreams: readonly string[]): string[] {
	const ofManaged = streams.flatMap((stream) => alarmDefinitions(stream)).filter(({ wakes }) => wakes === "autoscaler");
	return [...ofManaged.map(({ alarmName }) => alarmName), ...attachableStreams.map(alarmNamePattern)];
}
