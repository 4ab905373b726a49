import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { broken, type LinkFinding, ok } from "../finding.ts";
import { isTestStreamName, testStreamPrefix } from "../test-stream/test-stream-name.ts";
import type { VerifyContext } from "../verify-context.ts";

/** A test stream whose run was killed costs money until somebody deletes it. */
export async function checkLeftovers({ session }: VerifyContext): Promise<readonly LinkFinding[]> {
	const prefix = testStreamPrefix(session.deployment);
	// The name just before the prefix: listing goes on after it, in order of names.
	const { StreamSummaries = [] } = await session
		.kinesis()
		.send(new ListStreamsCommand({ ExclusiveStartStreamName: prefix.slice(0, -1), Limit: 100 }));
	const left = StreamSummaries.flatMap(({ StreamName = "", StreamStatus }) =>
		isTestStreamName(session.deployment, StreamName) && StreamStatus !== "DELETING" ? [StreamName] : [],
	);
	if (left.length === 0) return [ok("test streams", "No test stream of an earlier run is left.")];
	return left.map((name) =>
		broken(
			"test-stream.left",
			name,
			`${name} is a test stream: its run was killed, or goes on.`,
			`aws kinesis delete-stream --stream-name ${name}`,
		),
	);
}
