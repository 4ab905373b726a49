import { type EventSourceMappingConfiguration, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { DRAIN_EVENT_SOURCE, ENVIRONMENT, type FunctionName, RECHECK_EVENT_SOURCE, TALLY_EVENT_SOURCE } from "@headroom/config";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

interface WantedMapping {
	readonly functionName: FunctionName;
	readonly sourceArn: string;
	readonly batchSize: number;
}

/** What reads the votes stream, the overflow queue and the re-checks. */
export async function checkMappings(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const found = await context.foundFunctions();
	const wanted = (await wantedMappings(context)).filter(({ functionName }) => found.includes(functionName));
	const findings = (await Promise.all(wanted.map((mapping) => checkMapping(context, mapping)))).flat();
	return findings.length > 0
		? findings
		: [ok("mappings", `${wanted.length} event source mappings read: ${wanted.map(({ functionName }) => functionName).join(", ")}.`)];
}

async function wantedMappings(context: VerifyContext): Promise<readonly WantedMapping[]> {
	const { session } = context;
	const { accountId } = await session.caller();
	const { names } = session;
	const { readings } = await context.functions();
	const placeVote = readings.get("place-vote");
	const votesStream =
		placeVote?.kind === "found" ? placeVote.configuration.Environment?.Variables?.[ENVIRONMENT.votesStreamName] : undefined;
	return [
		...(votesStream === undefined ? [] : [{ ...TALLY_EVENT_SOURCE, sourceArn: session.streamArn(votesStream, accountId) }]),
		{ ...DRAIN_EVENT_SOURCE, sourceArn: session.queueArn(names.overflowQueue, accountId) },
		{ ...RECHECK_EVENT_SOURCE, sourceArn: session.queueArn(names.recheckQueue, accountId) },
	];
}

async function checkMapping({ deployCommand, session }: VerifyContext, wanted: WantedMapping): Promise<readonly LinkFinding[]> {
	const where = session.names.functions[wanted.functionName];
	const { EventSourceMappings = [] } = await session.lambda().send(new ListEventSourceMappingsCommand({ FunctionName: where }));
	const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn === wanted.sourceArn);
	if (mapping === undefined) return [broken("mapping.missing", where, `Nothing reads ${wanted.sourceArn} for ${where}.`, deployCommand)];
	return faultOf(where, mapping, wanted, deployCommand);
}

function faultOf(
	where: string,
	{ BatchSize, FunctionResponseTypes = [], LastProcessingResult = "", State, UUID }: EventSourceMappingConfiguration,
	{ batchSize, sourceArn }: WantedMapping,
	deployCommand: string,
): readonly LinkFinding[] {
	if (State !== "Enabled") {
		const says = `The mapping of ${sourceArn} to ${where} is ${State ?? "in no known state"}: nothing is read.`;
		return [broken("mapping.disabled", where, says, `aws lambda update-event-source-mapping --uuid ${UUID ?? "<uuid>"} --enabled`)];
	}
	// Lambda's own words: "OK", "No records processed", "PROBLEM: Function call failed".
	if (/PROBLEM|error/i.test(LastProcessingResult)) {
		const says = `The mapping of ${sourceArn} to ${where} says of its last batch: ${LastProcessingResult}`;
		return [broken("mapping.problem", where, says, `aws logs tail /aws/lambda/${where} --since 10m`)];
	}
	if (BatchSize === batchSize && FunctionResponseTypes.includes("ReportBatchItemFailures")) return [];
	const says = `The mapping of ${sourceArn} to ${where} is not as deployed: batches of ${BatchSize}, reports ${FunctionResponseTypes.join(", ") || "nothing"}.`;
	return [broken("mapping.drifted", where, says, deployCommand)];
}
