import { describe, expect, it } from "vitest";
import { readSettings } from "../../stacks/shared/written-deployment.ts";

const NOBODY = { notificationEmails: [], attachableStreams: [] };

describe("settings from the environment", () => {
	it.each([
		{ title: "nothing is set: nobody is mailed, nothing may be attached", env: {}, settings: NOBODY },
		{ title: "an empty variable is as none", env: { HEADROOM_NOTIFICATION_EMAILS: " , " }, settings: NOBODY },
		{
			title: "addresses are separated by commas, and one that is named twice is told once",
			env: { HEADROOM_NOTIFICATION_EMAILS: "a@example.com, b@example.com,a@example.com" },
			settings: { ...NOBODY, notificationEmails: ["a@example.com", "b@example.com"] },
		},
		{
			title: "streams to attach are names and patterns",
			env: { HEADROOM_ATTACHABLE_STREAMS: "orders,clicks-*" },
			settings: { ...NOBODY, attachableStreams: ["orders", "clicks-*"] },
		},
	])("$title", ({ env, settings }) => {
		expect(readSettings(env)).toEqual({ settings, problems: [] });
	});
});
