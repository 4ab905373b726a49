import {
	describeStreamTrial,
	putRecordsTrial,
	putRecordTrial,
	runTrials,
	selfCheckKinesis,
	selfCheckSqs,
	sendRefusedMessageTrial,
	type TrialResult,
} from "@headroom/aws/self-check";

interface VoteRoute {
	readonly votesStreamName: string;
	readonly overflowQueueUrl: string;
	readonly overflowDeadLetterQueueUrl: string;
}

export async function tryPlaceVote({ overflowQueueUrl, votesStreamName }: VoteRoute): Promise<readonly TrialResult[]> {
	const [kinesis, sqs] = [selfCheckKinesis(), selfCheckSqs()];
	const results = await runTrials([putRecordTrial(kinesis, votesStreamName), sendRefusedMessageTrial(sqs, overflowQueueUrl)]);
	kinesis.destroy();
	sqs.destroy();
	return results;
}

export async function tryDrainOverflow({
	overflowDeadLetterQueueUrl,
	overflowQueueUrl,
	votesStreamName,
}: VoteRoute): Promise<readonly TrialResult[]> {
	const [kinesis, sqs] = [selfCheckKinesis(), selfCheckSqs()];
	const results = await runTrials([
		describeStreamTrial(kinesis, votesStreamName),
		putRecordsTrial(kinesis, votesStreamName),
		sendRefusedMessageTrial(sqs, overflowQueueUrl),
		sendRefusedMessageTrial(sqs, overflowDeadLetterQueueUrl),
	]);
	kinesis.destroy();
	sqs.destroy();
	return results;
}
