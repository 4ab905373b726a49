import { reason } from "./argument-parsers.ts";

/** Options that several commands have, as Commander's `option` takes them. */
export const JSON_OPTION = ["--json", "print JSON; docs/cli.md has its shape"] as const;
export const YES_OPTION = ["--yes", "do not ask"] as const;
export const REASON_OPTION = ["--reason <text>", "why, for status and notifications", reason, "no reason given"] as const;
export const REPLACE_OPTION = ["--replace", "replace another person's pause or hold, unasked"] as const;
