/** The `event` of the log lines that the functions themselves write; the loop's own are in the controller. Stable: docs/operations.md. */
export const FUNCTION_EVENTS = {
	alarmMalformed: "alarm.malformed",
	alarmUnmanaged: "alarm.unmanaged-stream",
	recheckMalformed: "recheck.malformed",
	recheckUnmanaged: "recheck.unmanaged-stream",
	streamsNotRecorded: "streams.not-recorded",
	sweepNotRecorded: "sweep.not-recorded",
	telemetryFailed: "telemetry.failed",
} as const;
