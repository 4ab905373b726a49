import type { Notification, Severity } from "@headroom/controller";

/** Whether to act, in the words that come first. */
const WHETHER_TO_ACT: Readonly<Record<Severity, string>> = {
	critical: "Act now",
	warning: "Look at it today",
	info: "Nothing to do",
};

/** What shows a person more, by the kind of the message. */
const NEXT: Readonly<Record<Notification["kind"], string>> = {
	accepted: "status",
	act: "history",
	blocked: "explain",
	failed: "doctor",
	finding: "explain",
	override: "history",
	refused: "explain",
	settled: "status",
};

/** Commands that our messages name. The words stand in no other place after `headroom`. */
const COMMAND = /(?<![\w/.@-])headroom (?=(?:attach|detach|doctor|explain|history|hold|pause|policy|release|resume|scale|split|status) )/gu;

const TOPIC_SUFFIX = /-notifications$/;

/** Where a topic is, and whose. */
export interface Place {
	readonly accountId: string;
	readonly deployment: string;
	readonly region: string;
}

/** @param topicArn `arn:aws:sns:<region>:<account>:<deployment>-notifications` */
export function placeOf(topicArn: string): Place {
	const [, , , region = "", accountId = "", topicName = ""] = topicArn.split(":");
	return { accountId, region, deployment: topicName.replace(TOPIC_SUFFIX, "") };
}

/**
 * The text of a message as a person reads it on a phone: whether to act and what happened, where, and the next command; then all the rest. Every command
 * in it names its place, so that it can be pasted anywhere.
 */
export function messageText({ body, kind, severity, streamName, subject }: Notification, place: Place): string {
	const { accountId, deployment, region } = place;
	// No stream's name has a colon.
	const happened = subject.replace(/^Headroom: [^:]*: /, "");
	const said = [
		[
			`${WHETHER_TO_ACT[severity]}: ${happened}`,
			`${streamName} in ${deployment}, ${region}, account ${accountId}`,
			`Next: headroom ${NEXT[kind]} ${streamName}`,
		].join("\n"),
		body,
	].join("\n\n");
	return said.replaceAll(COMMAND, `headroom --deployment ${deployment} --region ${region} `);
}
