import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import type { AwsSession } from "../src/shared/session/aws-session.ts";
import { chooseStreams } from "../src/shared/streams/choose-streams.ts";
import type { KnownStream } from "../src/shared/streams/managed-streams.ts";

const NAMES = ["orders-eu", "orders-us", "orders.test", "votes"];
const streams = NAMES.map((streamName): KnownStream => ({ streamName, policy: DEFAULT_POLICY, source: "deployed" }) as KnownStream);

/** Patterns and names of managed streams need no call. */
const session = {} as AwsSession;
const chosen = async (...names: readonly string[]): Promise<string[]> =>
	(await chooseStreams(session, { streams, unreadable: [] } as never, names)).map(({ streamName }) => streamName);

describe("streams by name and by pattern", () => {
	it.each([
		{ title: "none given: all", names: [], are: NAMES },
		{ title: "a pattern: each managed stream that it fits", names: ["orders-*"], are: ["orders-eu", "orders-us"] },
		{ title: "a dot is a dot", names: ["orders.*"], are: ["orders.test"] },
		{ title: "a pattern for all of them", names: ["*"], are: NAMES },
		{ title: "a pattern and a name that it fits: once", names: ["*-us", "orders-us"], are: ["orders-us"] },
		{ title: "two stars", names: ["*o*s*"], are: NAMES },
	])("$title", async ({ are, names }) => {
		expect(await chosen(...names)).toEqual(are);
	});

	it("a pattern that none fits: those that there are", async () => {
		await expect(chosen("order_*")).rejects.toMatchObject({
			exit: "not-found",
			message: "No managed stream has a name like order_*.",
			hints: ["Managed streams: orders-eu, orders-us, orders.test, votes."],
		});
	});
});
