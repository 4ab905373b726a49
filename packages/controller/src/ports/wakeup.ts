import type { RecheckReason } from "./recheck-port.ts";

/** What woke the loop. */
export type Wakeup =
	| { readonly kind: "alarm"; readonly alarmName: string; readonly state: "ALARM" | "INSUFFICIENT_DATA" | "OK"; readonly atMs: number }
	| { readonly kind: "person"; readonly by: string }
	| { readonly kind: "recheck"; readonly reason: RecheckReason }
	| { readonly kind: "sweep" };
