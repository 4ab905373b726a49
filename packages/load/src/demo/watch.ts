import type { LocalCloudReady } from "../target/local-cloud-child.ts";
import { type LocalCloudEvent, LocalCloudEventReader } from "../target/local-cloud-events.ts";
import { type AwsView, viewAws } from "./aws-view.ts";
import type { LiveView } from "./live-view.ts";
import type { DeliveredNotification, SeenRun } from "./run-report.ts";

const LOOK_EVERY_MS = 1000;

/** Follows the local cloud while the load runs, passes new events to the live view, and keeps them for the report. */
export class Watch {
	readonly #live: LiveView;
	readonly #aws: AwsView;
	readonly #events: LocalCloudEventReader;
	readonly #notifications: DeliveredNotification[] = [];
	#passedOn = 0;
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<unknown> = Promise.resolve();

	constructor(localCloud: LocalCloudReady, live: LiveView) {
		this.#live = live;
		this.#aws = viewAws(localCloud);
		this.#events = new LocalCloudEventReader(localCloud.endpointUrl);
	}

	start(): void {
		this.#timer = setInterval(() => {
			// The next look sees what a failed one missed. Only the last look must not fail.
			this.#looking = this.#looking.then(() => this.#look()).catch(() => {});
		}, LOOK_EVERY_MS);
	}

	readCountedTokens(pollId: string): Promise<ReadonlySet<string>> {
		return this.#aws.readCountedTokens(pollId);
	}

	/** The last look, and everything so far. */
	async finish(): Promise<Omit<SeenRun, "neighbour">> {
		clearInterval(this.#timer);
		await this.#looking;
		const events = await this.#look();
		return { events, notifications: this.#notifications, reshardsLeft: await this.#aws.readReshardsLeft() };
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#looking;
		this.#live.done();
		this.#aws.close();
	}

	/** Passes on the new events. @returns every event so far */
	async #look(): Promise<readonly LocalCloudEvent[]> {
		const events = await this.#events.read();
		this.#live.events(events.slice(this.#passedOn));
		this.#passedOn = events.length;
		for (const notification of await this.#aws.readNotifications()) {
			this.#notifications.push(notification);
			this.#live.notification(notification);
		}
		return events;
	}
}
