import { Bench } from "tinybench";
import { InMemoryTally } from "../src/in-memory-ports.ts";
import {
	answerPlaceVote,
	countBatch,
	type HttpEvent,
	type PlaceVoteHttpPorts,
	type PutVoteOutcome,
	RetryBudget,
	type ShardVote,
} from "../src/index.ts";

/** What a request costs besides its calls: the ports answer at once. */
function ports(outcome: PutVoteOutcome): PlaceVoteHttpPorts {
	const answer = Promise.resolve(outcome);
	return {
		stream: { putVote: () => answer, putVotes: () => Promise.resolve([outcome]) },
		overflow: { send: () => Promise.resolve(), setAside: () => Promise.resolve() },
		retryBudget: new RetryBudget(),
		random: () => 0.5,
		sleep: () => Promise.resolve(),
		streamName: "votes",
		metricNames: { namespace: "Headroom", overflowedVotes: "OverflowedVotes" },
		nowMs: Date.now,
		newRequestId: () => "made-up-here",
		writeLine: () => undefined,
	};
}

const stored = ports({ kind: "stored", shardId: "shardId-000000000000", sequenceNumber: "1" });
const throttled = ports({ kind: "throttled", shardId: "shardId-000000000000" });

const fields = { vote_id: "favourite-colour", token: "voter-123456", vote_choice: "green" };
const requestContext = { http: { method: "POST" }, requestId: "JKJaXmPLvHcESHA=", stage: "$default" };
const byPath: HttpEvent = { rawPath: "/votes/favourite-colour/voter-123456/green", pathParameters: fields, headers: {}, requestContext };
const byBody: HttpEvent = {
	rawPath: "/votes",
	headers: { "content-type": "application/json" },
	body: JSON.stringify(fields),
	requestContext,
};

const BATCH_VOTES = 500;
let position = 0;
function nextBatch(): readonly ShardVote[] {
	return Array.from({ length: BATCH_VOTES }, () => {
		position += 1;
		const vote = { time_id: "t", ...fields, token: `voter-${position}`, request_id: "r" };
		return { vote, sequenceNumber: String(position).padStart(56, "4") };
	});
}
const tally = new InMemoryTally();

const bench = new Bench({ name: "voting", time: 1_000 });
bench.add("place a vote by path, stored", () => answerPlaceVote(stored, byPath));
bench.add("place a vote by body, stored", () => answerPlaceVote(stored, byBody));
bench.add("place a vote by path, throttled, with its line", () => answerPlaceVote(throttled, byPath));
bench.add(`count a batch of ${BATCH_VOTES} votes`, () => countBatch(tally, "shardId-000000000000", nextBatch()));
await bench.run();
console.table(bench.table());
