import type { CloudWatchEvent, KinesisEvent } from "@headroom/emulators";

/** What happened on the local cloud, in order. `GET /_local-cloud/events` answers these. */
export type LocalCloudEvent = { readonly sequence: number; readonly atMs: number } & LocalCloudEventBody;

export type LocalCloudEventBody =
	/** Records refused within one second, of one stream. */
	| { readonly kind: "write-throttled"; readonly streamName: string; readonly records: number }
	| {
			readonly kind: "update-shard-count";
			readonly streamName: string;
			readonly outcome: "accepted" | "refused";
			readonly currentShardCount: number;
			readonly targetShardCount: number;
			readonly code?: string;
			readonly message?: string;
	  }
	| { readonly kind: "stream-active"; readonly streamName: string; readonly openShardCount: number }
	| { readonly kind: "alarm-state"; readonly alarmName: string; readonly from: string; readonly to: string; readonly reason: string }
	/** An alarm's action went to where it points, was dropped because the local cloud was told to, or points at nothing that is here. */
	| {
			readonly kind: "alarm-action";
			readonly alarmName: string;
			readonly actionArn: string;
			readonly outcome: "delivered" | "dropped" | "failed";
			readonly message?: string;
	  }
	| { readonly kind: "function-error"; readonly functionName: string; readonly errorType: string; readonly message: string }
	/** An asynchronous invocation or a batch of records that was given up, as an on-failure destination would receive it. */
	| { readonly kind: "given-up"; readonly functionName: string; readonly reason: string; readonly record: unknown }
	| { readonly kind: "local-cloud-fault"; readonly message: string };

/** Older events make room for newer ones: a long run must not fill the memory. */
const MAXIMUM_EVENTS = 20_000;

interface ThrottledSecond {
	readonly second: number;
	records: number;
}

/** The local cloud's memory of what happened, with sequence numbers that only grow, so that a reader can ask for what is new. */
export class Timeline {
	readonly #events: LocalCloudEvent[] = [];
	readonly #throttled = new Map<string, ThrottledSecond>();
	#nextSequence = 1;

	record(atMs: number, body: LocalCloudEventBody): void {
		this.#events.push({ sequence: this.#nextSequence++, atMs, ...body });
		if (this.#events.length > MAXIMUM_EVENTS) this.#events.splice(0, this.#events.length - MAXIMUM_EVENTS);
	}

	/** Throttled writes come by the thousand; they are kept as one event a second and stream. */
	recordKinesis(event: KinesisEvent): void {
		if (event.kind === "write-throttled") {
			this.#addThrottled(event.streamName, event.records, event.atMs);
			return;
		}
		const { atMs, ...body } = event;
		this.flush(atMs);
		this.record(atMs, body);
	}

	recordAlarm({ alarmName, atMs, previousState, reason, state }: CloudWatchEvent): void {
		this.record(atMs, { kind: "alarm-state", alarmName, from: previousState, to: state, reason });
	}

	/** @param after the last sequence number that the reader has; 0 for all */
	eventsAfter(after: number, nowMs: number): readonly LocalCloudEvent[] {
		this.flush(nowMs);
		const first = this.#events[0]?.sequence ?? 1;
		return this.#events.slice(Math.max(0, after + 1 - first));
	}

	/** Writes down the seconds that are over. */
	flush(nowMs: number): void {
		const currentSecond = Math.floor(nowMs / 1000);
		for (const [streamName, throttled] of this.#throttled) {
			if (throttled.second < currentSecond) this.#writeThrottled(streamName, throttled);
		}
	}

	#addThrottled(streamName: string, records: number, atMs: number): void {
		const second = Math.floor(atMs / 1000);
		const open = this.#throttled.get(streamName);
		if (open?.second === second) {
			open.records += records;
			return;
		}
		if (open !== undefined) this.#writeThrottled(streamName, open);
		this.#throttled.set(streamName, { second, records });
	}

	#writeThrottled(streamName: string, { records, second }: ThrottledSecond): void {
		this.#throttled.delete(streamName);
		this.record(second * 1000, { kind: "write-throttled", streamName, records });
	}
}
