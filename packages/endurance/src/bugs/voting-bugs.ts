import type { SeededBug } from "./seeded-bug.ts";

/** Bugs on the way of a vote. */
export const VOTING_BUGS = {
	"voters-unwritten": { is: "the tally remembers no voters", tally: () => ({ writeVoters: async () => {} }) },
	"own-claim-forgotten": {
		is: "a voter whom a broken delivery has claimed is taken for one who was counted",
		tally: (tally) => ({
			readVoters: async (...args) => new Map([...(await tally.readVoters(...args))].map(([token]) => [token, "another"])),
		}),
	},
	"checkpoint-unread": {
		is: "the tally reads no checkpoint, and writes over whatever is there",
		tally: (tally) => ({
			readCheckpoint: async () => undefined,
			addCounts: async (update) =>
				tally.addCounts({ ...update, fromCheckpoint: await tally.readCheckpoint(update.voteId, update.shardId) }),
		}),
	},
	"counts-lost": {
		is: "the checkpoint moves before the counts are added, and a failure in between loses them",
		tally: (tally) => ({ addCounts: (update) => tally.addCounts(update).catch(() => "added") }),
	},
	"queue-swallows": {
		is: "a vote that the overflow queue did not take is answered with 202",
		overflow: (overflow) => ({ send: (...args) => overflow.send(...args).catch(() => {}) }),
	},
	"lost-put-is-stored": {
		is: "a put without an answer is taken for stored",
		votes: (stream) => ({
			putVote: (vote) => stream.putVote(vote).catch(() => ({ kind: "stored", shardId: "shardId-000000000000", sequenceNumber: "1" })),
		}),
	},
	"throttled-is-stored": {
		is: "of several votes put at once, throttled ones are taken for stored",
		votes: (stream) => ({
			putVotes: async (votes) =>
				(await stream.putVotes(votes)).map(() => ({ kind: "stored", shardId: "shardId-000000000000", sequenceNumber: "1" })),
		}),
	},
} as const satisfies Readonly<Record<string, SeededBug>>;
