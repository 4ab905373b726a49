import { votes } from "../managed-streams.ts";
import { createStream } from "../shared/owned-stream.ts";

export const votesStream = createStream("Votes", votes);
