import { randomUUID } from "node:crypto";
import { ServiceError } from "@headroom/emulators";

/** An event source mapping, as ListEventSourceMappings has it. @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html read 2026-11-25 */
export interface EventSourceMapping {
	readonly EventSourceArn: string;
	readonly FunctionArn: string;
	readonly BatchSize: number;
	readonly MaximumBatchingWindowInSeconds: number;
	readonly FunctionResponseTypes: readonly string[];
	readonly ScalingConfig?: { readonly MaximumConcurrency: number };
	readonly StartingPosition?: string;
	readonly ParallelizationFactor?: number;
	readonly BisectBatchOnFunctionError?: boolean;
	readonly MaximumRetryAttempts?: number;
	readonly MaximumRecordAgeInSeconds?: number;
	readonly DestinationConfig?: { readonly OnFailure: { readonly Destination: string } };
}

interface StandingMapping extends EventSourceMapping {
	readonly UUID: string;
	readonly State: "Disabled" | "Enabled";
	/** Seconds since the epoch. */
	readonly LastModified: number;
}

/** The mappings of the account. One that is disabled reads nothing. */
export class EventSourceMappings {
	readonly #mappings = new Map<string, StandingMapping>();

	/** @returns whether it is enabled, for the source to ask before it reads */
	add(mapping: EventSourceMapping): () => boolean {
		const UUID = randomUUID();
		this.#mappings.set(UUID, { ...mapping, UUID, State: "Enabled", LastModified: Date.now() / 1_000 });
		return () => this.#mappings.get(UUID)?.State === "Enabled";
	}

	/** Only those of a function and of a source, where given. */
	list({
		eventSourceArn,
		functionName,
	}: {
		readonly eventSourceArn?: string;
		readonly functionName?: string;
	} = {}): readonly StandingMapping[] {
		return [...this.#mappings.values()].filter(
			({ EventSourceArn, FunctionArn }) =>
				(functionName === undefined || FunctionArn.endsWith(`:${functionName}`)) &&
				(eventSourceArn === undefined || EventSourceArn === eventSourceArn),
		);
	}

	/** @throws ServiceError ResourceNotFoundException */
	setEnabled(UUID: string, isEnabled: boolean): StandingMapping {
		const mapping: StandingMapping = {
			...this.#find(UUID),
			State: isEnabled ? "Enabled" : "Disabled",
			LastModified: Date.now() / 1_000,
		};
		this.#mappings.set(UUID, mapping);
		return mapping;
	}

	/** @throws ServiceError ResourceNotFoundException */
	delete(UUID: string): StandingMapping {
		const mapping = this.#find(UUID);
		this.#mappings.delete(UUID);
		return mapping;
	}

	#find(UUID: string): StandingMapping {
		const mapping = this.#mappings.get(UUID);
		if (mapping === undefined) throw new ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
		return mapping;
	}
}
