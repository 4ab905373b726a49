import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

export async function checkPolicies({ unreadable }: CheckContext): Promise<readonly Finding[]> {
	return unreadable.map(({ fault, streamName }) => ({
		severity: "problem",
		code: "policy.unreadable",
		where: streamName,
		says: `The stored policy of ${streamName} cannot be read, so the stream is not evaluated: ${fault}`,
		fix: [`headroom policy set ${streamName} --file policy.json`],
	}));
}
