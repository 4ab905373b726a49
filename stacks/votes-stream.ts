import { votes } from "./managed-streams.ts";
import { ownedStream } from "./owned-stream.ts";

export const votesStream = ownedStream("Votes", votes);
