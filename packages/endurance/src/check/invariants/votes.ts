import { POLL_ID } from "../../world/votes-service.ts";
import type { InvariantDefinition } from "../invariant.ts";

const SHOWN = 3;

export const VOTES_ONCE: InvariantDefinition = {
	name: "votes-once",
	holds: "Every voter who was told that the vote counts is counted once, and nobody is counted twice or for nothing.",
	over: (world, violated) => ({
		end: async () => {
			const { votes, votesStreamName } = world;
			const { total } = await votes.tally.readResults(POLL_ID);
			const lost = [...votes.accepted].filter((token) => !votes.claimed.has(token));
			const invented = [...votes.claimed].filter((token) => !votes.tried.has(token));
			if (lost.length > 0) violated(votesStreamName, `${lost.length} accepted votes are not counted: ${lost.slice(0, SHOWN).join(", ")}.`);
			if (invented.length > 0) violated(votesStreamName, `${invented.length} voters never voted: ${invented.slice(0, SHOWN).join(", ")}.`);
			if (total !== votes.claimed.size) violated(votesStreamName, `${total} votes are counted, of ${votes.claimed.size} voters.`);
		},
	}),
};

export const OVERFLOW_EMPTIES: InvariantDefinition = {
	name: "overflow-empties",
	holds: "After the quiet hours the overflow queue is empty, unless the stream is full, and every shard is counted to its end.",
	over: (world, violated) => ({
		end: () => {
			const { kinesis, streams, time, votes, votesStreamName } = world;
			const isFull = (streams[0]?.load.recordsPerSecond(Math.floor(time.nowMs() / 60_000)) ?? 0) > kinesis.capacity(votesStreamName);
			const waiting = votes.queue.messages.length;
			if (waiting > 0 && !isFull) violated(votesStreamName, `${waiting} votes wait in the overflow queue.`);
		},
	}),
};
