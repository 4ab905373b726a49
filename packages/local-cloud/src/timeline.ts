import type { CloudWatchEvent, KinesisEvent } from "@headroom/emulators";

/** The events of the local cloud, in order; the answer of `GET /_local-cloud/events`. */
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
	/** An alarm's action was delivered, was dropped by the option for that, or failed. */
	| {
			readonly kind: "alarm-action";
			readonly alarmName: string;
			readonly actionArn: string;
			readonly outcome: "delivered" | "dropped" | "failed";
			readonly message?: string;
	  }
	| { readonly kind: "function-error"; readonly functionName: string; readonly errorType: string; readonly message: string }
	/** An asynchronous invocation or a batch of records that was discarded, in the form for an on-failure destination. */
	| { readonly kind: "given-up"; readonly functionName: string; readonly reason: string; readonly record: unknown }
	| { readonly kind: "local-cloud-fault"; readonly message: string };

/** Newer events displace older ones, so that a long run does not fill the memory. */
const MAXIMUM_EVENTS = 20_000;

interface ThrottledSecond {
	readonly second: number;
	records: number;
}

/** The recorded events, with growing sequence numbers, so that a reader can ask for the new ones. */
export class Timeline {
	readonly #events: LocalCloudEvent[] = [];
	readonly #throttled = new Map<string, ThrottledSecond>();
	#nextSequence = 1;

	record(atMs: number, body: LocalCloudEventBody): void {
		this.#events.push({ sequence: this.#nextSequence++, atMs, ...body });
		if (this.#events.length > MAXIMUM_EVENTS) this.#events.splice(0, this.#events.length - MAXIMUM_EVENTS);
	}

	/** Keeps throttled writes, of which there may be thousands, as one event for each second and stream. */
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

	/** Records the finished seconds. */
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
