import { type AlarmKind, alarmDefinitions, type DescribedAlarm, parseAlarmName, type RecordedDecision } from "@headroom/controller";
import { type AccountObservation, summarize, writtenSummary } from "@headroom/engine";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { type FastSignal, readFastSignal } from "../../shared/streams/fast-signal.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import { previewStream, type StreamPreview } from "../../shared/streams/preview-stream.ts";
import { malformedFaults, type StreamFault } from "../../shared/streams/stream-fault.ts";

/** How far back throttles are counted. */
export const THROTTLES_WINDOW_MS = 15 * 60_000;

/** Everything that `status` shows about one stream. */
export interface StreamStatus {
	readonly stream: KnownStream;
	readonly preview: StreamPreview;
	/** Records refused in the last 15 minutes, by the service's count; undefined without a datapoint. */
	readonly throttledRecords: number | undefined;
	readonly alarms: readonly StatusAlarm[];
	/** Alarms that its policy wants and that do not exist. */
	readonly missingAlarms: readonly AlarmKind[];
	/** Absent if the history has none from the last 30 days. */
	readonly lastDecision?: RecordedDecision;
	/** Whether its producers say themselves that they are throttled. */
	readonly fastSignal: FastSignal;
	/** What of its history cannot be read. */
	readonly faults: readonly StreamFault[];
}

export interface StatusAlarm {
	readonly kind: AlarmKind;
	readonly alarmName: string;
	readonly state: DescribedAlarm["StateValue"];
	/** Whether somebody has disabled its actions: it goes to ALARM and wakes nobody. */
	readonly isDisabled: boolean;
}

/** @throws the errors of the ports: the stream, the alarms or the history cannot be read */
export async function readStreamStatus(
	session: AwsSession,
	ports: SessionPorts,
	stream: KnownStream,
	account: Promise<AccountObservation>,
): Promise<StreamStatus> {
	const nowMs = ports.clock.nowMs();
	const [preview, alarms, { decision: lastDecision, malformed }, fastSignal] = await Promise.all([
		previewStream(ports, stream, { account, loadSinceMs: nowMs - THROTTLES_WINDOW_MS }),
		ports.alarms.describe(stream.streamName),
		ports.reader.decisionAt(stream.streamName, nowMs),
		readFastSignal(session, stream.streamName, nowMs),
	]);
	return {
		stream,
		preview,
		throttledRecords: throttledSince(preview, nowMs - THROTTLES_WINDOW_MS),
		alarms: alarms.flatMap(({ ActionsEnabled, AlarmName, StateValue }) => {
			const parsed = parseAlarmName(AlarmName);
			return parsed === undefined ? [] : [{ kind: parsed.kind, alarmName: AlarmName, state: StateValue, isDisabled: !ActionsEnabled }];
		}),
		missingAlarms: alarmDefinitions(stream)
			.filter(({ alarmName }) => !alarms.some(({ AlarmName }) => AlarmName === alarmName))
			.map(({ kind }) => kind),
		...(lastDecision === undefined ? {} : { lastDecision }),
		fastSignal,
		faults: malformedFaults(stream.streamName, malformed),
	};
}

function throttledSince({ observation: { load } }: StreamPreview, sinceMs: number): number | undefined {
	const minutes = load.minutes.filter(({ startMs }) => startMs >= sinceMs);
	return minutes.length === 0 ? undefined : minutes.reduce((sum, { throttledRecords }) => sum + throttledRecords, 0);
}

/** One sentence: the last reported decision, or the present one if none was reported. */
export function lastSentence({ lastDecision, preview }: StreamStatus): string {
	return lastDecision === undefined ? summarize(preview.decision) : writtenSummary(lastDecision.decision);
}
