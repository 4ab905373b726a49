import { describe, expect, it, vi } from "vitest";
import { DeliveryError, fanOut, type Notification, type NotifierPort } from "../src/index.ts";
import { FAST_ALARM, throttledWorld } from "./world.ts";

const NOTIFICATION: Notification = {
	streamName: "votes",
	kind: "settled",
	severity: "info",
	dedupeKey: "settled#1",
	subject: "subject",
	body: "body",
};

class Recorder implements NotifierPort {
	readonly published: Notification[] = [];

	async publish(notification: Notification): Promise<void> {
		this.published.push(notification);
	}
}

const down: NotifierPort = { publish: () => Promise.reject(new Error("the webhook answers 500")) };
const throwing: NotifierPort = {
	publish: () => {
		throw new Error("no URL");
	},
};
const hanging: NotifierPort = { publish: () => new Promise(() => undefined) };

async function faultOf(publish: Promise<void>): Promise<unknown> {
	return publish.then(
		() => undefined,
		(error: unknown) => error,
	);
}

describe("several notifiers", () => {
	it.each([
		{ title: "rejects", broken: down, reason: "the webhook answers 500" },
		{ title: "throws before it returns a promise", broken: throwing, reason: "no URL" },
	])("each get a message though one before them $title, and the error says that people know", async ({ broken, reason }) => {
		const other = new Recorder();
		const error = await faultOf(fanOut([broken, other]).publish(NOTIFICATION));
		expect(other.published).toEqual([NOTIFICATION]);
		expect(error).toBeInstanceOf(DeliveryError);
		expect(error).toMatchObject({ code: "notification.partly-delivered", message: `1 of 2 notifiers failed: ${reason}` });
	});

	it("fail together only if none delivered", async () => {
		expect(await faultOf(fanOut([down, throwing]).publish(NOTIFICATION))).toMatchObject({ code: "notification.failed" });
	});

	it("do not wait for one that hangs for longer than a claim lasts", async () => {
		vi.useFakeTimers();
		try {
			const other = new Recorder();
			const fault = faultOf(fanOut([hanging, other]).publish(NOTIFICATION));
			await vi.advanceTimersByTimeAsync(15_000);
			expect(await fault).toMatchObject({
				code: "notification.partly-delivered",
				message: "1 of 2 notifiers failed: A notifier did not answer within 15 s.",
			});
			expect(other.published).toEqual([NOTIFICATION]);
		} finally {
			vi.useRealTimers();
		}
	});

	it("that are one leave its errors as they are", async () => {
		expect(await faultOf(fanOut([down]).publish(NOTIFICATION))).toMatchObject({ message: "the webhook answers 500" });
	});
});

describe("an evaluation of whose notifiers one is down", () => {
	it("sends its message once, and says once that a notifier failed", async () => {
		const world = throttledWorld();
		const other = new Recorder();
		Object.assign(world.ports, { notifier: fanOut([down, other]) });
		await expect(world.evaluate(FAST_ALARM)).rejects.toMatchObject({ code: "notification.partly-delivered" });
		world.clock.advanceSeconds(60);
		await world.evaluate(FAST_ALARM).catch(() => undefined);
		const bodies = other.published.map(({ body }) => body);
		expect(other.published.filter(({ kind }) => kind === "accepted")).toHaveLength(1);
		expect(bodies.filter((body) => body.includes("Headroom does not send it again."))).toHaveLength(1);
		expect(bodies.join("\n")).not.toContain("writes what is missing");
	});
});
