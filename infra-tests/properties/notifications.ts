import { all, named, namesOf } from "../harness/look-up.ts";
import { absent, differences, type Property } from "./property.ts";

export const peopleAreSubscribed: Property = {
	sentence: "every address in HEADROOM_NOTIFICATION_EMAILS is subscribed to the notifications topic, and nobody else",
	faults: (app) => {
		const topic = named(app, "topic", namesOf(app).notificationsTopic);
		if (topic === undefined) return [absent("notifications topic")];
		const addresses = all(app, "subscription").map(({ inputs }) => inputs.endpoint);
		return [
			...NOTIFICATION_EMAILS.filter((email) => !addresses.includes(email)).map((email) => absent(`subscription of ${email}`)),
			...addresses
				.filter((address) => !NOTIFICATION_EMAILS.includes(address ?? ""))
				.map((address) => ({ path: `subscription of ${address}`, message: "was not asked for" })),
			...all(app, "subscription").flatMap((each) => differences(each, { topic: topic.arn, protocol: "email" })),
		];
	},
};

/** What the evaluated stages are deployed with. */
export const NOTIFICATION_EMAILS: readonly string[] = ["on-call@example.com", "team+headroom@example.com"];
