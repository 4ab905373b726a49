import { ENVIRONMENT, parseStreams, type StreamSettings } from "@headroom/config";
import { functionNamed, named } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";

/** The streams that the autoscaler is told to look after; none where it is told nothing. */
export function managedStreamsOf(app: RecordedApp): StreamSettings[] {
	const json = functionNamed(app, "autoscaler")?.inputs.environment?.variables?.[ENVIRONMENT.streams];
	return json === undefined ? [] : parseStreams(json);
}

/** Of a stream of the app or of one that was looked up. */
export function retentionHoursOf(app: RecordedApp, streamName: string): number | undefined {
	const lookup = app.lookups.find(({ token, inputs }) => token === "aws:kinesis/getStream:getStream" && inputs["name"] === streamName);
	return named(app, "stream", streamName)?.inputs.retentionPeriod ?? (lookup?.answer["retentionPeriod"] as number | undefined);
}
