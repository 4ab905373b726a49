import { DRAIN_EVENT_SOURCE, RECHECK_EVENT_SOURCE, TALLY_EVENT_SOURCE, votesStreamName } from "@headroom/config";
import { all, functionNamed, isOfFunction, named, namesOf, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp, RecordedResource } from "../harness/recorded-app.ts";
import { differences, type Fault, fault, type Property } from "./property.ts";

const REPORT_FAILURES = ["ReportBatchItemFailures"];

export const tallyReadsTheStream: Property = {
	sentence: "the tally reads the votes stream from its beginning, with every setting of its definition, and what it gives up is kept",
	faults: (app) => {
		const source = TALLY_EVENT_SOURCE;
		return mappingFaults(app, source.functionName, named(app, "stream", votesStreamName(app.stage)), (mapping) => {
			const destination = mapping.inputs.destinationConfig?.onFailure?.destinationArn;
			const failedEvents = named(app, "queue", namesOf(app).failedEventsQueue);
			return [
				...differences(mapping, {
					startingPosition: source.startingPosition,
					batchSize: source.batchSize,
					maximumBatchingWindowInSeconds: source.maximumBatchingWindowInSeconds,
					parallelizationFactor: source.parallelizationFactor,
					bisectBatchOnFunctionError: source.bisectBatchOnFunctionError,
					maximumRetryAttempts: source.maximumRetryAttempts,
					maximumRecordAgeInSeconds: source.maximumRecordAgeInSeconds,
					functionResponseTypes: REPORT_FAILURES,
				}),
				...(destination !== undefined && destination === failedEvents?.arn
					? []
					: [fault(mapping, "destinationConfig", "must be the queue of failed events")]),
			];
		});
	},
};

export const queuesAreConsumed: Property = {
	sentence: "the overflow and the re-checks are consumed with every setting of their definitions",
	faults: (app) => {
		const names = namesOf(app);
		return [
			{ source: DRAIN_EVENT_SOURCE, queue: names.overflowQueue },
			{ source: RECHECK_EVENT_SOURCE, queue: names.recheckQueue },
		].flatMap(({ source, queue }) =>
			mappingFaults(app, source.functionName, named(app, "queue", queue), (mapping) =>
				differences(mapping, {
					batchSize: source.batchSize,
					maximumBatchingWindowInSeconds: source.maximumBatchingWindowInSeconds,
					scalingConfig: { maximumConcurrency: source.maximumConcurrency },
					functionResponseTypes: REPORT_FAILURES,
				}),
			),
		);
	},
};

export const eventSourcesAreThree: Property = {
	sentence: "nothing else is read from a stream or queue",
	faults: (app) => {
		const readers = (["tally", "drain-overflow", "recheck"] as const).map((name) => functionNamed(app, name));
		return all(app, "eventSourceMapping")
			.filter(({ inputs }) => !readers.some((reader) => reader !== undefined && isOfFunction(inputs.functionName, reader)))
			.map((mapping) => fault(mapping, "functionName", "reads without a definition"));
	},
};

function mappingFaults(
	app: RecordedApp,
	functionName: "drain-overflow" | "recheck" | "tally",
	source: RecordedResource | undefined,
	check: (mapping: ResourceOf<"eventSourceMapping">) => Fault[],
): Fault[] {
	const reader = functionNamed(app, functionName);
	const mappings = all(app, "eventSourceMapping").filter(({ inputs }) => reader !== undefined && isOfFunction(inputs.functionName, reader));
	const [mapping] = mappings;
	if (mapping === undefined || mappings.length > 1) {
		return [{ path: `event sources of ${functionName}`, message: `must be one, are ${mappings.length}` }];
	}
	const isOfSource = source?.arn !== undefined && mapping.inputs.eventSourceArn === source.arn;
	return [...(isOfSource ? [] : [fault(mapping, "eventSourceArn", "is not the source of its definition")]), ...check(mapping)];
}
