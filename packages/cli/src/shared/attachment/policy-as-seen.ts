import { isSameStoredPolicy, type StoredPolicyReading } from "@headroom/controller";
import { visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { SessionPorts } from "../session/session-ports.ts";

/**
 * The policy that a person was shown, and has said yes to, is still the stored one.
 * @throws CliError where somebody has stored or removed a policy since
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
	return new CliError("refused", `${what}: nothing of yours was done.`, { hints: ["The same command again shows what would change now."] });
}
