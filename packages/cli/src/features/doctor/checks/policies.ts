import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

export async function checkPolicies({ unreadable }: CheckContext): Promise<readonly Finding[]> {
	return unreadable.map(({ fault, streamName }) => ({
		severity: "problem",
		code: "policy.unreadable",
		where: streamName,
		says: `Headroom cannot read the stored policy of ${streamName}, so it does not evaluate the stream: ${fault}`,
		fix: [`headroom policy set ${streamName} --file policy.json`],
	}));
}
