import pc from "picocolors";
import type { StageDescription } from "./stage.ts";

/** What a person reads when the stage is up: where things are, and what to try next. */
export function banner(stage: StageDescription, startupMs: number): string {
	const aws = `aws --endpoint-url ${stage.endpointUrl} --region ${stage.region}`;
	const faults = stage.faults.map((fault) => pc.yellow(`  ! ${fault}`));
	return [
		`${pc.bold("Headroom's stage is up")} ${pc.dim(`(${(startupMs / 1000).toFixed(1)} s)`)}`,
		`  voting API    ${pc.cyan(stage.apiUrl)}`,
		`  AWS endpoint  ${pc.cyan(stage.endpointUrl)}  ${pc.dim(`region ${stage.region}, account ${stage.accountId}`)}`,
		...faults,
		"",
		"Try, in another terminal (any access key will do: export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local):",
		`  curl -X POST ${stage.apiUrl}/votes/lunch/you/pizza`,
		`  curl ${stage.apiUrl}/votes/lunch`,
		`  ${aws} kinesis describe-stream-summary --stream-name ${stage.names.votesStream}`,
		`  ${aws} cloudwatch describe-alarms`,
		`  ${aws} sqs receive-message --queue-url ${stage.names.notificationsInboxQueueUrl}`,
		`  curl '${stage.endpointUrl}/_stage/events'`,
		`  npx headroom status --endpoint-url ${stage.endpointUrl}`,
		"",
		pc.dim("Ctrl-C stops it."),
	].join("\n");
}
