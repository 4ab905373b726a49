/** The answer of a function that reports partial batch failures. */
export type BatchVerdict =
	| { readonly kind: "all-succeeded" }
	/** The answer names no item, or one that was not in the batch: for Lambda the whole batch has failed. */
	| { readonly kind: "all-failed" }
	| { readonly kind: "some-failed"; readonly itemIdentifiers: ReadonlySet<string> };

/**
 * Reads `{ "batchItemFailures": [{ "itemIdentifier": … }] }`. Nothing, null or an empty list is success; an answer of another
 * shape, an empty identifier or an unknown one fails the batch.
 *
 * @param payload the function's answer, JSON text
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function readBatchItemFailures(payload: string, knownIdentifiers: ReadonlySet<string>): BatchVerdict {
	const answer: unknown = JSON.parse(payload);
	if (answer === null || answer === "") return { kind: "all-succeeded" };
	if (typeof answer !== "object" || Array.isArray(answer)) return { kind: "all-failed" };
	const failures = "batchItemFailures" in answer ? answer.batchItemFailures : undefined;
	if (failures === undefined || failures === null)
		return Object.keys(answer).length === 0 ? { kind: "all-succeeded" } : { kind: "all-failed" };
	if (!Array.isArray(failures)) return { kind: "all-failed" };
	if (failures.length === 0) return { kind: "all-succeeded" };
	const itemIdentifiers = new Set<string>();
	for (const failure of failures as unknown[]) {
		const identifier = typeof failure === "object" && failure !== null && "itemIdentifier" in failure ? failure.itemIdentifier : undefined;
		if (typeof identifier !== "string" || !knownIdentifiers.has(identifier)) return { kind: "all-failed" };
		itemIdentifiers.add(identifier);
	}
	return { kind: "some-failed", itemIdentifiers };
}
