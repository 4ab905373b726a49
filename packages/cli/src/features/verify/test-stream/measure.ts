import type { MeasuredFacts } from "@headroom/controller";
import { explainError } from "../../../shared/errors/explain-error.ts";
import { type AwsSession, SingleAttemptKinesisClient } from "../../../shared/session/aws-session.ts";
import { ask } from "../../../shared/terminal/ask.ts";
import type { Terminal } from "../../../shared/terminal/terminal.ts";
import type { VerifyContext } from "../verify-context.ts";
import { type NarrowSession, narrowSession, type Statement } from "./narrow-session.ts";
import { measurePermissionOrder, type PermissionOrder } from "./permission-order.ts";
import { attemptReshard } from "./reshard-attempt.ts";
import { ReshardCourse } from "./reshard-course.ts";
import { createTestStream, deleteTestStream, Interrupted, type TestStream, untilActive } from "./test-stream.ts";
import { testStreamPrefix } from "./test-stream-name.ts";
import { whatCounts } from "./what-counts.ts";

/** Said before anybody agrees. @see https://aws.amazon.com/kinesis/data-streams/pricing/ a shard-hour, read 2026-11-27 */
const PRICE =
	"It creates one stream of at most 4 shards, reshards it about 14 times, which takes 10 to 20 minutes,\nand deletes it. It costs less than 1 USD: 0.015 USD a shard-hour in us-east-1, each begun hour counted.";

export interface MeasureOptions {
	/** Of a role that the caller may assume, to measure permissions with. */
	readonly roleArn: string | undefined;
	readonly isAnswered: boolean;
}

export interface Measurement {
	readonly kind: "declined" | "done" | "failed" | "interrupted" | "not-asked";
	/** Where it is done. */
	readonly facts?: MeasuredFacts | undefined;
}

/** Measures on a stream of its own what AWS does not document, deletes the stream whatever happens, and records what it found. */
export async function measureOnTestStream(terminal: Terminal, context: VerifyContext, options: MeasureOptions): Promise<Measurement> {
	terminal.err(PRICE);
	if (!(await ask(terminal, "Create the test stream?", options.isAnswered))) return { kind: "declined" };
	const { session, signal } = context;
	const stream: TestStream = {
		kinesis: session.singleAttemptKinesis(),
		streamName: `${testStreamPrefix(session.deployment)}${context.checkId.slice(0, 8)}`,
	};
	const onInterrupt = (): void =>
		terminal.err(`Deleting ${stream.streamName}. A second Ctrl-C leaves it: aws kinesis delete-stream --stream-name ${stream.streamName}`);
	signal.addEventListener("abort", onInterrupt);
	try {
		const facts = await onStream(terminal, context, stream, options);
		await context.ports.facts.record(facts);
		return { kind: "done", facts };
	} catch (error) {
		if (error instanceof Interrupted) return { kind: "interrupted" };
		const { hints, message } = explainError(error, session.options);
		for (const line of [`The measurement failed: ${message}`, ...hints]) terminal.err(line);
		return { kind: "failed" };
	} finally {
		signal.removeEventListener("abort", onInterrupt);
	}
}

async function onStream(terminal: Terminal, context: VerifyContext, stream: TestStream, options: MeasureOptions): Promise<MeasuredFacts> {
	const { session, signal } = context;
	const sentAtMs = Date.now();
	await createTestStream(stream, session.deployment);
	terminal.err(`Created ${stream.streamName}.`);
	try {
		await untilActive(stream, signal);
		const createdInSeconds = Math.round((Date.now() - sentAtMs) / 100) / 10;
		return { ...(await measureAll(terminal, context, stream, options)), createdInSeconds };
	} finally {
		await deleteTestStream(stream);
		terminal.err(`Deleted ${stream.streamName}.`);
	}
}

async function measureAll(
	terminal: Terminal,
	context: VerifyContext,
	stream: TestStream,
	{ roleArn }: MeasureOptions,
): Promise<MeasuredFacts> {
	const { session, signal } = context;
	const notMeasured: string[] = [];
	const course = new ReshardCourse({ stream, signal, onProgress: (line) => terminal.err(line) });
	const arnSuffices = await measureArn(session, stream, roleArn, course, notMeasured);
	const { narrowedBy, ...order } = await measureOrder(session, stream, roleArn);
	await course.run();
	const counts = course.isQuotaReached ? whatCounts(course) : undefined;
	if (counts === undefined) {
		notMeasured.push(
			`what counts among the ten: ${course.accepted} calls were accepted, ${course.refused} refused, ${course.mutations} splits and merges made` +
				(course.isQuotaReached ? ", and no one answer fits" : ", and the limit was not reached"),
		);
	}
	if (course.halfOfOddCountRoundsUp === undefined) notMeasured.push("how half of an odd count is rounded: the limit of a day came before");
	const { accountId, by } = await session.caller();
	return {
		measuredAtMs: Date.now(),
		by,
		accountId,
		region: session.region,
		arnSufficesForUpdateShardCount: arnSuffices,
		reshardsAcceptedBeforeQuota: course.isQuotaReached ? course.accepted : undefined,
		...counts,
		halfOfOddCountRoundsUp: course.halfOfOddCountRoundsUp,
		reshards: course.reshards,
		refusals: course.refusals,
		narrowedBy,
		permissionComesFirst: order.permissionComesFirst,
		notMeasured: [...notMeasured, ...order.notMeasured],
	};
}

/** Whether UpdateShardCount works for who may call it on the stream's ARN alone. The call is the course's first reshard. */
async function measureArn(
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
		"whether the ARN suffices for UpdateShardCount: it was denied with a policy for everything, too: the caller, or the role, may not call it",
	);
	return undefined;
}

async function measureOrder(
	session: AwsSession,
	stream: TestStream,
	roleArn: string | undefined,
): Promise<PermissionOrder & Pick<MeasuredFacts, "narrowedBy">> {
	// May look, and nothing of what is tried.
	const narrow = await sessionOf(session, roleArn, [{ actions: ["kinesis:DescribeStreamSummary"], resource: "*" }]);
	if (narrow.kind === "made")
		return { narrowedBy: narrow.by, ...(await measurePermissionOrder(session, narrow.credentials, stream.streamName)) };
	return { permissionComesFirst: {}, notMeasured: [`whether permission is looked at before the values of a call: ${narrow.reason}`] };
}

/** A session that STS refuses is one that could not be made: the rest is measured all the same. */
async function sessionOf(session: AwsSession, roleArn: string | undefined, statements: readonly Statement[]): Promise<NarrowSession> {
	try {
		return await narrowSession(session, roleArn, statements);
	} catch (error) {
		return { kind: "impossible", reason: explainError(error, session.options).message };
	}
}
