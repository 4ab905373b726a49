import type { IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkEachStream } from "../src/features/doctor/check-each-stream.ts";
import { sessionPorts } from "../src/shared/session/session-ports.ts";
import { chooseStream, policyOfExisting } from "../src/shared/streams/choose-streams.ts";
import { portsForStreams } from "../src/shared/streams/ports-for-streams.ts";
import { settleEach } from "../src/shared/streams/settle-each.ts";
import { memoryTerminal } from "./support/program.ts";
import { sessionWith } from "./support/session.ts";

const FIRST_PAGE = ["votes", "clicks", "orders", "carts"];
const NONE_MANAGED = { streams: [], unreadable: [] };

/** An account with forty pages of streams. */
async function openAccount() {
	let pages = 0;
	const page = (): object => {
		pages += 1;
		const names = pages === 1 ? FIRST_PAGE : [`page-${pages}`];
		return {
			StreamNames: names,
			StreamSummaries: names.map((StreamName) => ({ StreamName, StreamStatus: "ACTIVE" })),
			HasMoreStreams: pages < 40,
			NextToken: `page ${pages + 1}`,
		};
	};
	const answers: Readonly<Record<string, (body: string) => object | undefined>> = {
		DescribeStreamSummary: (body) =>
			[...FIRST_PAGE, "page-39"].includes(JSON.parse(body).StreamName)
				? { StreamDescriptionSummary: { StreamStatus: "ACTIVE", OpenShardCount: 2 } }
				: undefined,
		ListShards: () => ({ Shards: [{ ShardId: "shardId-0" }, { ShardId: "shardId-1" }] }),
		ListStreams: page,
	};
	const calls: string[] = [];
	const session = await sessionWith(
		async (request, response) => {
			const answer = answers[operationOf(request)]?.(Buffer.concat(await request.toArray()).toString());
			const body = answer ?? { __type: "ResourceNotFoundException", message: "There is none." };
			response.writeHead(answer === undefined ? 400 : 200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
		},
		(action) => calls.push(action.slice("kinesis:".length)),
	);
	return { calls, session, ports: sessionPorts(session, memoryTerminal()) };
}

function operationOf({ headers }: IncomingMessage): string {
	return String(headers["x-amz-target"]).split(".")[1] ?? "";
}

describe("one stream by its name", () => {
	it("that is not managed costs a description and one page to suggest from, not a walk over all streams", async () => {
		const { calls, session } = await openAccount();
		await expect(chooseStream(session, NONE_MANAGED, "vots")).rejects.toMatchObject({
			message: 'There is no stream "vots" in this account and Region.',
			hints: ["Did you mean votes?"],
		});
		expect(calls.sort()).toEqual(["DescribeStreamSummary", "ListStreams"]);
	});

	it("is found as well where no first page would have it", async () => {
		const { calls, session } = await openAccount();
		await expect(chooseStream(session, NONE_MANAGED, "page-39")).rejects.toMatchObject({ hints: ["Manage it: headroom attach page-39"] });
		expect(await policyOfExisting(session, NONE_MANAGED, "page-39")).toBeUndefined();
		expect(calls.sort()).toEqual(["DescribeStreamSummary", "DescribeStreamSummary", "ListStreams"]);
	});
});

describe("portsForStreams", () => {
	it.each([
		{ title: "few, one by one", names: FIRST_PAGE.slice(0, 3), expected: Array(3).fill("DescribeStreamSummary") },
		{ title: "many, by what lists them", names: FIRST_PAGE, expected: [...Array(4).fill("ListShards"), "ListStreams"] },
	])("describes $title, and each once however often it is asked for", async ({ expected, names }) => {
		const { calls, ports, session } = await openAccount();
		const { stream } = portsForStreams(
			session,
			ports,
			names.map((streamName) => ({ streamName })),
		);
		const described = await Promise.all([...names, ...names].map((name) => stream.describe(name)));
		expect(described).toEqual(Array(2 * names.length).fill({ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 2 }));
		expect(calls.sort()).toEqual(expected);
	});
});

describe("settleEach", () => {
	it("has fifty under way at once, whatever the number, and keeps their order", async () => {
		let running = 0;
		let most = 0;
		const settled = await settleEach(
			Array.from({ length: 300 }, (_, index) => index),
			async (index) => {
				running += 1;
				most = Math.max(most, running);
				await setTimeout(index % 3);
				running -= 1;
				if (index === 7) throw new Error("seven");
				return index;
			},
		);
		expect(most).toBe(50);
		expect(settled.map((outcome) => (outcome.status === "fulfilled" ? outcome.value : -1))).toEqual(
			Array.from({ length: 300 }, (_, index) => (index === 7 ? -1 : index)),
		);
	});
});

describe("a check of each stream", () => {
	const context = {
		session: { options: {} },
		streams: FIRST_PAGE.map((streamName) => ({ streamName, policy: DEFAULT_POLICY, source: "attached" })),
	} as unknown as CheckContext;

	it("says which one could not be looked at, and looks at the others", async () => {
		const findings = await checkEachStream(context, async ({ streamName }) => {
			if (streamName === "clicks") throw new Error("no answer");
			return [{ severity: "problem", code: "looked", where: streamName, says: "", fix: [] }];
		});
		expect(findings.map(({ code, where }) => `${code} ${where}`)).toEqual([
			"looked votes",
			"check.failed clicks",
			"looked orders",
			"looked carts",
		]);
	});

	it("is nothing of the streams' where none could be looked at", async () => {
		await expect(checkEachStream(context, () => Promise.reject(new Error("no answer")))).rejects.toThrow("no answer");
	});
});
