import { type AwsSession, SingleAttemptKinesisClient } from "../../../shared/session/aws-session.ts";
import { sessionOf } from "./narrow-session.ts";
import { attemptReshard } from "./reshard-attempt.ts";
import type { ReshardCourse } from "./reshard-course.ts";
import type { TestStream } from "./test-stream.ts";

/**
 * Whether UpdateShardCount works for who may call it on the stream's ARN alone. The call is the first reshard of the course, from one
 * shard to two.
 *
 * @param notMeasured takes the reason where it cannot be known
 * @returns undefined then
 */
export async function arnSuffices(
	session: AwsSession,
	stream: TestStream,
	roleArn: string | undefined,
	course: ReshardCourse,
	notMeasured: string[],
): Promise<boolean | undefined> {
	const { accountId } = await session.caller();
	const ofArn = session.streamArn(stream.streamName, accountId);
	for (const resource of [ofArn, "*"]) {
		const narrow = await sessionOf(session, roleArn, [{ actions: ["kinesis:UpdateShardCount"], resource }]);
		if (narrow.kind === "impossible") {
			notMeasured.push(`whether the ARN suffices for UpdateShardCount: ${narrow.reason}`);
			return undefined;
		}
		const client = session.clientAs(SingleAttemptKinesisClient, narrow.credentials);
		const sentAtMs = Date.now();
		const attempt = await attemptReshard(client, stream.streamName, 2);
		client.destroy();
		if (attempt.kind === "accepted") {
			await course.acceptedElsewhere(1, sentAtMs);
			return resource === ofArn;
		}
		if (!attempt.isAccessDenied) {
			notMeasured.push(`whether the ARN suffices for UpdateShardCount: ${attempt.name}: ${attempt.message}`);
			return undefined;
		}
	}
	notMeasured.push(
		"whether the ARN suffices for UpdateShardCount: a policy for everything was denied, too. The caller, or the role, may not call it",
	);
	return undefined;
}
