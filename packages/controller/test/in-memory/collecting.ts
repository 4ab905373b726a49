import type { Notification, NotifierPort, TelemetryPort } from "../../src/index.ts";

/** Keeps what was published. */
export class CollectingNotifier implements NotifierPort {
	readonly published: Notification[] = [];

	async publish(notification: Notification): Promise<void> {
		this.published.push(notification);
	}
}

/** Keeps what was measured and logged. */
export class CollectingTelemetry implements TelemetryPort {
	readonly observations: Parameters<TelemetryPort["observed"]>[0][] = [];
	readonly lines: { readonly level: string; readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];

	observed(observed: Parameters<TelemetryPort["observed"]>[0]): void {
		this.observations.push(observed);
	}

	log(...[level, event, fields]: Parameters<TelemetryPort["log"]>): void {
		this.lines.push({ level, event, fields });
	}
}
