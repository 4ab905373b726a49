import type * as pulumi from "@pulumi/pulumi";
import type { ProgramRequest } from "../evaluation-request.ts";
import type { AskedResource, Inputs } from "../provider/rule.ts";
import { strictProvider } from "../provider/strict-provider.ts";
import type { RecordedLookup } from "../recorded-app.ts";
import { createdState } from "./created-state.ts";
import { answerLookup } from "./lookups.ts";
import { plain } from "./plain.ts";

/**
 * Answers as the AWS provider would, and refuses what it would refuse: a resource fails with every fault of its inputs, as in the
 * deployment of somebody who then stands half-way.
 *
 * @param refusals where each is noted: a registration that nothing in the program waits for may fail after the program has ended
 */
export function mockProvider(
	{ account, isLenient, paths }: ProgramRequest,
	lookups: RecordedLookup[],
	refusals: string[],
): pulumi.runtime.Mocks {
	const provider = strictProvider(paths.root, paths.platform, account);
	const created: AskedResource[] = [];
	return {
		newResource: ({ type, name, inputs, custom }) => {
			if (custom === false) return { id: "", state: inputs };
			// First, since a type that nobody has described is known to no rule either.
			createdState(type, name, inputs, account);
			const resource = provider.derived({ type, logicalName: name, inputs: plain(inputs) as Inputs });
			const faults = provider.faults(resource, created).map(({ path, message }) => `${path} ${message}`.trim());
			if (faults.length > 0 && !isLenient) {
				const refusal = `${type} ${name} is refused: ${faults.join("; ")}`;
				refusals.push(refusal);
				throw new Error(refusal);
			}
			created.push(resource);
			return createdState(type, name, { ...resource.inputs, ...inputs }, account);
		},
		call: ({ token, inputs }) => {
			const answer = answerLookup(token, inputs, account);
			lookups.push({ token, inputs, answer });
			return answer;
		},
	};
}
