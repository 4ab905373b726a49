import { inOneLine } from "../../../shared/format/in-one-line.ts";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

export async function checkPolicies({ unreadable }: CheckContext): Promise<readonly Finding[]> {
	return unreadable.map(({ fault, streamName }) => ({
		severity: "problem",
		code: "policy.unreadable",
		where: streamName,
		says: `Headroom cannot read the stored policy of ${streamName}, so it does not evaluate the stream: ${inOneLine(fault)}`,
		fix: [`headroom policy set ${streamName} --file policy.json`],
	}));
}
