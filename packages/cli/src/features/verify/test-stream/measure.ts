import { sdkFault } from "@headroom/aws/sdk-errors";
import type { MeasuredFacts } from "@headroom/controller";
import { explainError } from "../../../shared/errors/explain-error.ts";
import type { AwsSession } from "../../../shared/session/aws-session.ts";
import { ask } from "../../../shared/terminal/ask.ts";
import type { Terminal } from "../../../shared/terminal/terminal.ts";
import { Interrupted } from "../interrupted.ts";
import type { VerifyContext } from "../verify-context.ts";
import { arnSuffices } from "./arn-suffices.ts";
import { sessionOf } from "./narrow-session.ts";
import { measurePermissionOrder, type PermissionOrder } from "./permission-order.ts";
import { ReshardCourse } from "./reshard-course.ts";
import { createTestStream, deleteTestStream, type TestStream, untilActive } from "./test-stream.ts";
import { testStreamPrefix } from "./test-stream-name.ts";
import { whatCounts } from "./what-counts.ts";

/** Said before anybody agrees. @see https://aws.amazon.com/kinesis/data-streams/pricing/ a shard-hour, read 2026-11-27 */
const PRICE =
	"It creates one stream of at most 4 shards, reshards it about 14 times, which takes 10 to 20 minutes,\nand deletes it. It costs less than 1 USD: 0.015 USD a shard-hour in us-east-1, each begun hour counted.";

export interface Measurement {
	readonly kind: "declined" | "done" | "failed" | "interrupted" | "not-asked";
	/** What was measured. It may be there where something else failed: recording it, or deleting the stream. */
	readonly facts?: MeasuredFacts | undefined;
}

/** Says the price and asks. @throws CliError where nobody can answer */
export async function agreeToTestStream(terminal: Terminal, isAnswered: boolean): Promise<boolean> {
	terminal.err(PRICE);
	return ask(terminal, "Create the test stream?", isAnswered);
}

/**
 * Measures on a stream of its own what AWS does not document, deletes the stream whatever happens, and records what it found.
 *
 * @param roleArn of a role that the caller may assume, to measure permissions with
 */
export async function measureOnTestStream(terminal: Terminal, context: VerifyContext, roleArn: string | undefined): Promise<Measurement> {
	const { session, signal } = context;
	const stream: TestStream = {
		kinesis: session.kinesis(),
		singleAttemptKinesis: session.singleAttemptKinesis(),
		streamName: `${testStreamPrefix(session.deployment)}${context.checkId.slice(0, 8)}`,
	};
	const onInterrupt = (): void => terminal.err(`Deleting ${stream.streamName}. A second Ctrl-C leaves it: ${deleteCommand(stream)}`);
	signal.addEventListener("abort", onInterrupt);
	try {
		const { isCreated, ...measurement } = await onStream(terminal, context, stream, roleArn);
		return !isCreated || (await removed(terminal, context, stream)) ? measurement : { ...measurement, kind: "failed" };
	} finally {
		signal.removeEventListener("abort", onInterrupt);
	}
}

/** @returns whether the stream may be there, too: a call whose answer was lost may have created it */
async function onStream(
	terminal: Terminal,
	context: VerifyContext,
	stream: TestStream,
	roleArn: string | undefined,
): Promise<Measurement & { readonly isCreated: boolean }> {
	const { session, signal } = context;
	const sentAtMs = Date.now();
	try {
		await createTestStream(stream, session.deployment);
	} catch (error) {
		sayFailed(terminal, context, "The test stream could not be created", error);
		return { kind: "failed", isCreated: sdkFault(error).kind === "unavailable" };
	}
	terminal.err(`Created ${stream.streamName}.`);
	try {
		await untilActive(stream, signal);
		const createdInSeconds = Math.round((Date.now() - sentAtMs) / 100) / 10;
		const facts = { ...(await measureAll(terminal, context, stream, roleArn)), createdInSeconds };
		return { ...(await recorded(terminal, context, facts)), isCreated: true };
	} catch (error) {
		if (error instanceof Interrupted) return { kind: "interrupted", isCreated: true };
		sayFailed(terminal, context, "The measurement failed", error);
		return { kind: "failed", isCreated: true };
	}
}

/** What took 20 minutes and money is shown, also where it cannot be kept. */
export async function recorded(terminal: Terminal, context: VerifyContext, facts: MeasuredFacts): Promise<Measurement> {
	try {
		await context.ports.facts.record(facts);
		return { kind: "done", facts };
	} catch (error) {
		sayFailed(terminal, context, "What was measured could not be recorded", error);
		return { kind: "failed", facts };
	}
}

/** @returns whether it is gone; where not, it has said how to delete it */
async function removed(terminal: Terminal, context: VerifyContext, stream: TestStream): Promise<boolean> {
	try {
		terminal.err((await deleteTestStream(stream)) ? `Deleted ${stream.streamName}.` : `There is no ${stream.streamName}.`);
		return true;
	} catch (error) {
		sayFailed(terminal, context, `${stream.streamName} could not be deleted, and costs money until it is`, error);
		terminal.err(`  ${deleteCommand(stream)}`);
		return false;
	}
}

function sayFailed(terminal: Terminal, { session }: VerifyContext, what: string, error: unknown): void {
	const { hints, message } = explainError(error, session.options);
	for (const line of [`${what}: ${message}`, ...hints.map((hint) => `  ${hint}`)]) terminal.err(line);
}

function deleteCommand({ streamName }: TestStream): string {
	return `aws kinesis delete-stream --stream-name ${streamName}`;
}

async function measureAll(
	terminal: Terminal,
	context: VerifyContext,
	stream: TestStream,
	roleArn: string | undefined,
): Promise<MeasuredFacts> {
	const { session, signal } = context;
	const notMeasured: string[] = [];
	const course = new ReshardCourse({ stream, signal, onProgress: (line) => terminal.err(line) });
	const arnIsEnough = await arnSuffices(session, stream, roleArn, course, notMeasured);
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
		arnSufficesForUpdateShardCount: arnIsEnough,
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
