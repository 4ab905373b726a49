import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { QUEUES } from "@headroom/config";
import { queueUrl } from "../../../shared/session/queue-url.ts";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

interface DeadLetterQueue {
	readonly name: string;
	/** The queue whose messages go there, and after how many receives; absent for the queue of what Lambda gives up. */
	readonly source?: { readonly name: string; readonly maxReceiveCount: number };
}

/** Where goes what cannot be worked off: it is there, it is empty, and its source sends there. */
export async function checkDeadLetters(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { hasVoting } = await context.functions();
	const { names } = context.session;
	const queues: readonly DeadLetterQueue[] = [
		...(hasVoting
			? [{ name: names.overflowDeadLetterQueue, source: { name: names.overflowQueue, maxReceiveCount: QUEUES.overflow.maxReceiveCount } }]
			: []),
		{ name: names.recheckDeadLetterQueue, source: { name: names.recheckQueue, maxReceiveCount: QUEUES.recheck.maxReceiveCount } },
		{ name: names.failedEventsQueue },
	];
	const findings = (await Promise.all(queues.map((queue) => checkQueue(context, queue)))).flat();
	return findings.length > 0 ? findings : [ok("dead letters", `${queues.length} dead-letter queues are there and empty.`)];
}

async function checkQueue(context: VerifyContext, { name, source }: DeadLetterQueue): Promise<readonly LinkFinding[]> {
	const attributes = await queueAttributes(context, name);
	if (attributes === undefined) return [broken("queue.missing", name, `There is no queue ${name}.`, context.deployCommand)];
	const findings: LinkFinding[] = [];
	const count = Number(attributes["ApproximateNumberOfMessages"] ?? 0);
	if (count > 0) {
		const says = `${count} message${count === 1 ? " lies" : "s lie"} in ${name}: what could not be worked off.`;
		findings.push(broken("dead-letters", name, says, "headroom doctor"));
	}
	if (source === undefined) return findings;
	const ofSource = await queueAttributes(context, source.name);
	if (ofSource === undefined)
		return [...findings, broken("queue.missing", source.name, `There is no queue ${source.name}.`, context.deployCommand)];
	const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(ofSource["RedrivePolicy"] || "{}") as {
		readonly deadLetterTargetArn?: string;
		readonly maxReceiveCount?: number | string;
	};
	if (deadLetterTargetArn === attributes["QueueArn"] && Number(maxReceiveCount) === source.maxReceiveCount) return findings;
	const says =
		deadLetterTargetArn === undefined
			? `${source.name} sends to no dead-letter queue: what fails comes back until it expires.`
			: `${source.name} gives up to ${deadLetterTargetArn} after ${maxReceiveCount} receives, not to ${name} after ${source.maxReceiveCount}.`;
	return [...findings, broken("redrive.drifted", source.name, says, context.deployCommand)];
}

type QueueAttributes = Readonly<Record<string, string>>;

/** All attributes of a queue, read once; undefined where there is none. */
export function queueAttributes(context: VerifyContext, name: string): Promise<QueueAttributes | undefined> {
	return context.once(`queue ${name}`, async () => {
		try {
			const QueueUrl = await queueUrl(context.session, name);
			const { Attributes = {} } = await context.session.sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
			return Attributes;
		} catch (error) {
			if (sdkFault(error).kind !== "not-found") throw error;
			return undefined;
		}
	});
}
