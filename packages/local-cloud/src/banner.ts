import pc from "picocolors";
import type { LocalCloudDescription } from "./local-cloud.ts";

/** The text for a person when the local cloud is up: the addresses, and what to try next. */
export function banner(localCloud: LocalCloudDescription, startupMs: number): string {
	const aws = `aws --endpoint-url ${localCloud.endpointUrl} --region ${localCloud.region}`;
	const faults = localCloud.faults.map((fault) => pc.yellow(`  ! ${fault}`));
	return [
		`${pc.bold("Headroom's local cloud is up")} ${pc.dim(`(${(startupMs / 1000).toFixed(1)} s)`)}`,
		`  voting API    ${pc.cyan(localCloud.apiUrl)}`,
		`  AWS endpoint  ${pc.cyan(localCloud.endpointUrl)}  ${pc.dim(`region ${localCloud.region}, account ${localCloud.accountId}`)}`,
		...faults,
		"",
		"Try, in another terminal (any access key will do: export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local):",
		`  curl -X POST ${localCloud.apiUrl}/votes/lunch/you/pizza`,
		`  curl ${localCloud.apiUrl}/votes/lunch`,
		`  ${aws} kinesis describe-stream-summary --stream-name ${localCloud.names.votesStream}`,
		`  ${aws} cloudwatch describe-alarms`,
		`  ${aws} sqs receive-message --queue-url ${localCloud.names.notificationsInboxQueueUrl}`,
		`  curl '${localCloud.endpointUrl}/_local-cloud/events'`,
		`  npm run headroom -- status --endpoint-url ${localCloud.endpointUrl}`,
		"",
		pc.dim("Ctrl-C stops it."),
	].join("\n");
}
