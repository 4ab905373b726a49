/** The events of the local cloud, in order: `GET /_local-cloud/events?after=N`. Other kinds are skipped. */
export type LocalCloudEvent =
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

/** Reads the local cloud's timeline as it grows. */
export class LocalCloudEventReader {
	readonly #endpointUrl: string;
	readonly #events: LocalCloudEvent[] = [];
	#after = 0;

	constructor(endpointUrl: string) {
		this.#endpointUrl = endpointUrl;
	}

	/** All events so far, with the newest ones. */
	async read(): Promise<readonly LocalCloudEvent[]> {
		const response = await fetch(`${this.#endpointUrl}/_local-cloud/events?after=${this.#after}`);
		if (!response.ok) throw new Error(`The local cloud answered ${response.status} to a request for its events.`);
		const { events } = (await response.json()) as { events: LocalCloudEvent[] };
		for (const event of events) {
			this.#events.push(event);
			this.#after = Math.max(this.#after, event.sequence);
		}
		return this.#events;
	}
}
