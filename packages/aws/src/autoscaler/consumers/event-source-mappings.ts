import { LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { ObservationError } from "@headroom/controller";
import type { EventSourceMapping } from "@headroom/engine";
import { functionClientConfig } from "../../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../../shared/function-http-handler.ts";
import { describeError } from "../stream.ts";

/** A page has a hundred mappings at most, and few streams have ten. The bound ends the loop if the service's markers never end. */
const MAX_PAGES = 10;
/** States in which a mapping reads, or is about to. The others are Disabled, Disabling and Deleting. */
const READING_STATES: ReadonlySet<string> = new Set(["Creating", "Enabled", "Enabling", "Updating"]);

/** The client of a function. */
export function functionLambdaClient(): LambdaClient {
	return new LambdaClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS));
}

/** One call that shows whether it is permitted. @throws what the client throws */
export async function trySomeEventSourceMapping(): Promise<unknown> {
	const client = new LambdaClient({ ...functionClientConfig(CONTROL_PLANE_TIMEOUTS), maxAttempts: 1 });
	try {
		return await client.send(new ListEventSourceMappingsCommand({ MaxItems: 1 }));
	} finally {
		client.destroy();
	}
}

/**
 * The Lambda functions that share a stream's shards. A mapping on a registered consumer is not among them: ListStreamConsumers has it.
 *
 * @throws ObservationError
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html EventSourceArn, LastModified, State, read 2026-11-27
 */
export async function listEventSourceMappings(client: LambdaClient, streamName: string, streamArn: string): Promise<EventSourceMapping[]> {
	const mappings: EventSourceMapping[] = [];
	let marker: string | undefined;
	for (let page = 1; page <= MAX_PAGES; page += 1) {
		const answer = await client
			.send(new ListEventSourceMappingsCommand({ EventSourceArn: streamArn, ...(marker === undefined ? {} : { Marker: marker }) }))
			.catch((error: unknown) => {
				throw describeError(error, "lambda:ListEventSourceMappings", streamName);
			});
		for (const { FunctionArn = "", LastModified, State = "" } of answer.EventSourceMappings ?? []) {
			mappings.push({
				functionName: /:function:([^:]+)/.exec(FunctionArn)?.[1] ?? FunctionArn,
				isEnabled: READING_STATES.has(State),
				...(LastModified === undefined ? {} : { modifiedAtMs: LastModified.getTime() }),
			});
		}
		marker = answer.NextMarker;
		if (marker === undefined) return mappings;
	}
	throw new ObservationError(`lambda:ListEventSourceMappings on stream ${streamName} did not end after ${MAX_PAGES} pages.`, {
		code: "observation.unavailable",
		retryable: true,
		streamName,
	});
}
