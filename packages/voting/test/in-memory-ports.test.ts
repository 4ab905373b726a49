import { InMemoryOverflow, InMemoryTally, InMemoryVoteStream } from "../src/in-memory-ports.ts";
import { overflowContract, tallyContract, voteStreamContract } from "./contracts/index.ts";

const nothingToClean = async () => undefined;

tallyContract("in memory", async () => ({ port: new InMemoryTally(), cleanup: nothingToClean }));

voteStreamContract("in memory", async () => {
	const port = new InMemoryVoteStream();
	return {
		port,
		storedTexts: async () => port.stored.map(({ vote }) => JSON.stringify(vote)),
		fullPort: async () => new InMemoryVoteStream(() => "throttled"),
		cleanup: nothingToClean,
	};
});

overflowContract("in memory", async () => {
	const port = new InMemoryOverflow();
	return {
		port,
		receive: async () => {
			const visible = port.sent.filter(({ delaySeconds }) => delaySeconds === 0);
			for (const message of visible) port.sent.splice(port.sent.indexOf(message), 1);
			return visible.map(({ vote }) => JSON.stringify(vote));
		},
		receiveSetAside: async () => port.asides.splice(0),
		cleanup: nothingToClean,
	};
});
