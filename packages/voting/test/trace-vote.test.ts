import { describe, expect, it } from "vitest";
import { type LogLine, type LogSearchPort, traceVote } from "../src/index.ts";

const ID = "Kx3T9aQZkLmN0pQ=";
const INVOCATION = "9b0a7d0e-3c55-4d0f-8a68-0f2d5a1b7c11";

const PLACE_VOTE = "/aws/lambda/headroom-place-vote";
const DRAIN = "/aws/lambda/headroom-drain-overflow";
const TALLY = "/aws/lambda/headroom-tally";
const API = "/aws/vendedlogs/apis/headroom-api";

const json = (fields: object) => JSON.stringify(fields);
const access = (status: number, more: object = {}) => json({ requestId: ID, status: String(status), integrationRequestId: "-", ...more });
const overflowed = json({
	event: "vote.overflowed",
	message: "votes: 2 throttled writes, the vote waits in the overflow queue",
	request_id: ID,
});
const counted = (name: string) => json({ event: "tally.counted", shard_id: "shardId-000000000001", [name]: ["a", ID, "b"] });
const invokeError = `2026-11-25T12:00:00.000Z\t${INVOCATION}\tERROR\tInvoke Error \t${json({ errorType: "ProvisionedThroughputExceededException", errorMessage: "Rate exceeded for shard", stack: [] })}`;

/** Logs as they are searched: whole lines that contain the text. */
function logs(
	...lines: readonly (readonly [atMs: number, logGroup: string, text: string])[]
): LogSearchPort & { readonly searched: string[] } {
	const searched: string[] = [];
	const all = lines.map(([atMs, logGroup, text]): LogLine => ({ atMs, logGroup, text }));
	return {
		searched,
		find: async (text) => {
			searched.push(text);
			return all.filter((line) => line.text.includes(text));
		},
	};
}

describe("a vote's way through the logs", () => {
	it("leads from place-vote over the queue to the tally", async () => {
		const drained = json({ event: "overflow.drained", drained_request_ids: [ID, "other"] });
		const trace = await traceVote(logs([3, TALLY, counted("counted_request_ids")], [1, PLACE_VOTE, overflowed], [2, DRAIN, drained]), ID);
		expect(trace.outcome).toBe("counted");
		expect(trace.steps.map(({ atMs, logGroup, says }) => [atMs, logGroup, says])).toEqual([
			[1, PLACE_VOTE, "votes: 2 throttled writes, the vote waits in the overflow queue"],
			[2, DRAIN, "moved from the overflow queue into the stream"],
			[3, TALLY, "counted (shardId-000000000001)"],
		]);
		expect(JSON.parse(trace.steps[2]?.text ?? ""), "a batch's other ids are not this vote's").toMatchObject({
			counted_request_ids: [ID, "… and 2 more"],
		});
	});

	it.each([
		{ title: "its error", status: 500, line: invokeError },
		{ title: "what it says of the vote", status: 202, line: overflowed },
	])("puts $title before the API's answer within a millisecond", async ({ line, status }) => {
		const search = logs([1, API, access(status, { integrationRequestId: INVOCATION })], [1, PLACE_VOTE, line], [0, PLACE_VOTE, line]);
		const { steps } = await traceVote(search, ID);
		expect(steps.map(({ atMs, logGroup }) => [atMs, logGroup])).toEqual([
			[0, PLACE_VOTE],
			[1, PLACE_VOTE],
			[1, API],
		]);
	});

	it("puts an invocation's lines around what the function says within a millisecond", async () => {
		const refused = json({ event: "vote.refused", request_id: ID });
		const search = logs(
			[1, API, access(503, { integrationRequestId: INVOCATION })],
			[1, PLACE_VOTE, refused],
			[1, PLACE_VOTE, `START RequestId: ${INVOCATION} Version: 1`],
			[1, PLACE_VOTE, `END RequestId: ${INVOCATION}`],
		);
		const { steps } = await traceVote(search, ID);
		expect(steps.map(({ says }) => says)).toEqual([
			`START RequestId: ${INVOCATION} Version: 1`,
			"refused",
			`END RequestId: ${INVOCATION}`,
			"the API answered 503",
		]);
	});

	it("finds the error of a function under the id that Lambda gave the invocation", async () => {
		const search = logs(
			[2, API, access(500, { integrationRequestId: INVOCATION })],
			[1, PLACE_VOTE, invokeError],
			[1, PLACE_VOTE, "another"],
		);
		const trace = await traceVote(search, ID);
		expect(search.searched).toEqual([ID, INVOCATION]);
		expect(trace).toMatchObject({
			outcome: "failed",
			steps: [
				{ says: "the function failed: ProvisionedThroughputExceededException: Rate exceeded for shard" },
				{ says: "the API answered 500" },
			],
		});
	});

	it.each([
		{ title: "counted before, when the voter had voted", lines: [counted("duplicate_request_ids")], outcome: "counted-before" },
		{ title: "counted, when a batch came twice", lines: [counted("already_counted_request_ids")], outcome: "counted" },
		{ title: "waiting, while it is in the queue", lines: [overflowed], outcome: "waiting" },
		{
			title: "waiting, when it was put back",
			lines: [overflowed, json({ event: "overflow.drained", put_back_request_ids: [ID] })],
			outcome: "waiting",
		},
		{
			title: "waiting, while the table is away",
			lines: [json({ event: "tally.failed", error: "tally.unavailable: no answer", request_ids: [ID] })],
			outcome: "waiting",
		},
		{ title: "refused, when the gateway throttled it", lines: [access(429)], outcome: "refused" },
		{
			title: "refused, when neither stream nor queue took it",
			lines: [json({ event: "vote.refused", request_id: ID }), access(400)],
			outcome: "refused",
		},
		{ title: "counted, whatever the client was told", lines: [access(500), counted("counted_request_ids")], outcome: "counted" },
		{ title: "unknown, when a line says nothing of ours", lines: [`END RequestId: ${ID}`], outcome: "unknown" },
		{ title: "unknown, when there is no line", lines: [], outcome: "unknown" },
	])("ends $title", async ({ lines, outcome }) => {
		const rows = lines.map((text, index) => [index, API, text] as const);
		expect((await traceVote(logs(...rows), ID)).outcome).toBe(outcome);
	});

	it("reads an access log whose values have quotes of their own, as SST's format writes them", async () => {
		const line = json({ requestId: `"${ID}"`, status: "503", integrationRequestId: `"${INVOCATION}"` });
		const search = logs([1, API, line]);
		expect(await traceVote(search, ID)).toMatchObject({ outcome: "failed", steps: [{ says: "the API answered 503" }] });
		expect(search.searched).toEqual([ID, INVOCATION]);
	});
});
