/** What the stage saw, in order: `GET /_stage/events?after=N`. Kinds that are not listed here are passed over. */
export type StageEvent =
	| {
			readonly sequence: number;
			readonly atMs: number;
			readonly kind: "write-throttled";
			readonly streamName: string;
			readonly records: number;
	  }
	| {
			readonly sequence: number;
			readonly atMs: number;
			readonly kind: "alarm-state";
			readonly alarmName: string;
			readonly from: string;
			readonly to: string;
	  }
	| {
			readonly sequence: number;
			readonly atMs: number;
			readonly kind: "update-shard-count";
			readonly streamName: string;
			readonly outcome: "accepted" | "refused";
			readonly currentShardCount: number;
			readonly targetShardCount: number;
			readonly message?: string;
	  }
	| {
			readonly sequence: number;
			readonly atMs: number;
			readonly kind: "stream-active";
			readonly streamName: string;
			readonly openShardCount: number;
	  }
	| {
			readonly sequence: number;
			readonly atMs: number;
			readonly kind: "function-error";
			readonly functionName: string;
			readonly message: string;
	  };

/** Reads the stage's timeline as it grows. */
export class StageEventReader {
	readonly #endpointUrl: string;
	readonly #events: StageEvent[] = [];
	#after = 0;

	constructor(endpointUrl: string) {
		this.#endpointUrl = endpointUrl;
	}

	/** Everything so far, the newest fetched now. */
	async read(): Promise<readonly StageEvent[]> {
		const response = await fetch(`${this.#endpointUrl}/_stage/events?after=${this.#after}`);
		if (!response.ok) throw new Error(`The stage answered ${response.status} to a request for its events.`);
		const { events } = (await response.json()) as { events: StageEvent[] };
		for (const event of events) {
			this.#events.push(event);
			this.#after = Math.max(this.#after, event.sequence);
		}
		return this.#events;
	}
}
