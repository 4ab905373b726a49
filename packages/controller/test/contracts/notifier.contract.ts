import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Notification, NotifierPort } from "../../src/index.ts";
import { uniqueStreamName } from "./unique-stream-name.ts";

export interface NotifierWorld {
	readonly port: NotifierPort;
	/** What subscribers have been given about the stream so far, in any order. */
	readonly received: (streamName: string) => Promise<readonly Pick<Notification, "body" | "subject">[]>;
	readonly deliveredWithinMs: number;
	readonly cleanup: () => Promise<void>;
}

/** What every NotifierPort promises. */
export function notifierContract(name: string, makePort: () => Promise<NotifierWorld>): void {
	describe(`NotifierPort: ${name}`, () => {
		let world: NotifierWorld;
		beforeAll(async () => {
			world = await makePort();
		});
		afterAll(() => world.cleanup());

		it("delivers subject and body as they are, arrows and all", async () => {
			const notification = aNotification(uniqueStreamName(), "Scaling out 1 → 2 shards.\n\nBudget: 9 of 10 reshards are left.");
			await world.port.publish(notification);
			await vi.waitFor(
				async () => {
					const received = await world.received(notification.streamName);
					expect(received.map(({ subject, body }) => ({ subject, body }))).toEqual([
						{ subject: notification.subject, body: notification.body },
					]);
				},
				{ timeout: world.deliveredWithinMs, interval: 50 },
			);
		});

		it("takes a body as long as a long explanation", async () => {
			const notification = aNotification(uniqueStreamName(), "a line of an explanation\n".repeat(1_000));
			await world.port.publish(notification);
			await vi.waitFor(
				async () => {
					const received = await world.received(notification.streamName);
					expect(received.map(({ body }) => body)).toEqual([notification.body]);
				},
				{ timeout: world.deliveredWithinMs, interval: 50 },
			);
		});
	});
}

function aNotification(streamName: string, body: string): Notification {
	const says = `Headroom: ${streamName}: scaling out 1 -> 2 shards`;
	return { streamName, kind: "accepted", severity: "info", dedupeKey: "accepted#1", subject: says, body };
}
