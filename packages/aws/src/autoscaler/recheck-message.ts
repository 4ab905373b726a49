import { RECHECK_REASONS, type Recheck } from "@headroom/controller";
import * as z from "zod/mini";

const recheckMessage = z.object(
	{
		streamName: z.string({ error: "must be text" }),
		reason: z.enum(RECHECK_REASONS, `must be one of ${RECHECK_REASONS.join(", ")}`),
	},
	{ error: "must be an object" },
);

/** The JSON body of a re-check message. */
type RecheckMessage = z.infer<typeof recheckMessage>;

export type RecheckReading = ({ readonly kind: "recheck" } & RecheckMessage) | { readonly kind: "malformed"; readonly reason: string };

/** Writes the body of a re-check message; {@link readRecheckMessage} reads it. */
export function writeRecheckMessage({ reason, streamName }: Pick<Recheck, "reason" | "streamName">): string {
	return JSON.stringify({ streamName, reason } satisfies RecheckMessage);
}

/** Total: anything but a written message is `malformed`, with the reason. */
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
