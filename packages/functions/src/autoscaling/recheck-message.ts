import type { Recheck } from "@headroom/controller";
import * as z from "zod/mini";

const REASONS = [
	"blocked",
	"more-steps",
	"override-ended",
	"policy-changed",
	"reshard-in-progress",
	"still-throttled",
] as const satisfies readonly Recheck["reason"][];

const recheckMessage = z.object(
	{
		streamName: z.string({ error: "must be text" }),
		reason: z.enum(REASONS, `must be one of ${REASONS.join(", ")}`),
	},
	{ error: "must be an object" },
);

export type RecheckReading =
	| { readonly kind: "recheck"; readonly streamName: string; readonly reason: Recheck["reason"] }
	| { readonly kind: "malformed"; readonly reason: string };

/** The body of a re-check message, as the re-check port writes it. Total: anything else is `malformed`, with the reason. */
export function readRecheckMessage(body: string): RecheckReading {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		return { kind: "malformed", reason: "the message must be JSON" };
	}
	const message = recheckMessage.safeParse(parsed);
	if (message.success) return { kind: "recheck", ...message.data };
	const reason = message.error.issues.map(({ path, message: says }) => `${path.join(".") || "the message"} ${says}`).join("; ");
	return { kind: "malformed", reason };
}
