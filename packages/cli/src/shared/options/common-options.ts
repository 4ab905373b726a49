import { reason } from "./argument-parsers.ts";

/** Options that several commands have, as Commander's `option` takes them. */
export const JSON_OPTION = ["--json", "print JSON; docs/cli.md has its shape"] as const;
export const YES_OPTION = ["--yes", "do not ask"] as const;
export const REASON_OPTION = ["--reason <text>", "why, for everybody who is told", reason, "no reason given"] as const;
export const REPLACE_OPTION = ["--replace", "also where it takes the place of another person's word"] as const;
