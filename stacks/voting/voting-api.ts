import { settings } from "../managed-streams.ts";

/** Absent where the voting system is left out: then nothing of it is loaded, and so nothing of it is created. */
export const votingApi = settings.hasVoting ? (await import("./api.ts")).votingApi : undefined;
