import { reason } from "./argument-parsers.ts";

/** Arguments and options that several commands have, as Commander takes them. */
export const JSON_OPTION = ["--json", "print JSON; docs/cli.md has its shape"] as const;
export const STREAMS_ARGUMENT = ["<streams...>", "names or ARNs of streams, or patterns: 'orders-*'"] as const;
export const POLICY_FILE_TAKES = "policy in JSON, or one for each stream; - is stdin";
export const YES_OPTION = ["--yes", "do not ask"] as const;
export const YES_TO_SEVERAL_OPTION = ["--yes", "do not ask about several streams"] as const;
export const REASON_OPTION = ["--reason <text>", "why, for history, status and notifications", reason, "no reason given"] as const;
export const LONGER_OPTION = ["--longer", "for longer than the policy's maxOverride; asks"] as const;
export const REPLACE_OPTION = ["--replace", "replace another person's pause or hold, or a longer one, unasked"] as const;
