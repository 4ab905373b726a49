import { votes } from "../managed-streams.ts";
import { ownedStream } from "./owned-streams.ts";

export const votesStream = ownedStream("Votes", votes);
