import { isSameStoredPolicy, type StoredPolicyReading } from "@headroom/controller";
import { visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { SessionPorts } from "../session/session-ports.ts";

/**
 * Checks that the stored policy is still the one that the person saw and confirmed.
 * @throws CliError if somebody has stored or removed a policy since
 */
export async function assertPolicyAsSeen(
	{ managedStreams }: Pick<SessionPorts, "managedStreams">,
	streamName: string,
	seen: StoredPolicyReading,
): Promise<void> {
	const found = await managedStreams.find(streamName);
	if (!isSameStoredPolicy(seen, found)) throw changedMeanwhile(streamName, found);
}

export function changedMeanwhile(streamName: string, found: StoredPolicyReading): CliError {
	const what =
		found.kind === "stored"
			? `${visibleText(found.by)} stored another policy for ${streamName} meanwhile`
			: `Somebody else changed the stored policy of ${streamName} meanwhile`;
	return new CliError("refused", `${what}. Headroom changed nothing.`, { hints: ["Run the command again to see the present difference."] });
}
