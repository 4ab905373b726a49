import { isSameOverride, type ManualReshardLease, type OverridesPort } from "@headroom/controller";
import type { Override } from "@headroom/engine";
import { type HistoryTable, revisionCondition } from "./history-table.ts";

/**
 * Overrides and leases of manual reshards. All are in the state item, whose revision decides between two writers at once. A lease is stored
 * as `run`, with `runId`: the names of the first version.
 */
export function dynamoOverrides({ attempt, readState, updateState }: HistoryTable): OverridesPort {
	return {
		putOverride: (streamName, override, revision) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				const { condition, values } = revisionCondition(revision);
				const { expression, overrideValues } = overrideWrite(override);
				const isRecorded = await updateState(streamName, {
					UpdateExpression: expression,
					ConditionExpression: condition,
					ExpressionAttributeNames: { "#override": "override" },
					ExpressionAttributeValues: { ...values, ...overrideValues, ":next": revision + 1 },
				});
				if (isRecorded) return { kind: "recorded", revision: revision + 1 };
				// A retry after a lost answer finds its own override.
				const state = await readState(streamName);
				return state.revision === revision + 1 && isSameOverride(state.override, override)
					? { kind: "recorded", revision: state.revision }
					: { kind: "lost-race" };
			}),

		acquireLease: (streamName, lease, revision) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				const { condition, values } = revisionCondition(revision);
				const isRecorded = await updateState(streamName, {
					UpdateExpression: "SET run = :run, revision = :next",
					ConditionExpression: `${condition} AND attribute_not_exists(intent) AND (attribute_not_exists(run) OR run.untilMs <= :startedAtMs)`,
					ExpressionAttributeValues: {
						...values,
						":run": storedLease(lease),
						":startedAtMs": lease.startedAtMs,
						":next": revision + 1,
					},
				});
				if (isRecorded) return { kind: "recorded", revision: revision + 1 };
				const state = await readState(streamName);
				return state.lease?.leaseId === lease.leaseId ? { kind: "recorded", revision: state.revision } : { kind: "lost-race" };
			}),

		renewLease: (streamName, lease) =>
			attempt("dynamodb:UpdateItem", streamName, () =>
				updateState(streamName, {
					UpdateExpression: "SET run = :run",
					ConditionExpression: "run.runId = :runId",
					ExpressionAttributeValues: { ":run": storedLease(lease), ":runId": lease.leaseId },
				}),
			),

		releaseLease: (streamName, { leaseId }) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				await updateState(streamName, {
					UpdateExpression: "REMOVE run ADD revision :one",
					ConditionExpression: "run.runId = :runId",
					ExpressionAttributeValues: { ":runId": leaseId, ":one": 1 },
				});
			}),
	};
}

function storedLease({ leaseId, ...lease }: ManualReshardLease): Readonly<Record<string, unknown>> {
	return { runId: leaseId, ...lease };
}

function overrideWrite(override: Override): { readonly expression: string; readonly overrideValues: Record<string, Override> } {
	return override.kind === "none"
		? { expression: "SET revision = :next REMOVE #override", overrideValues: {} }
		: { expression: "SET #override = :override, revision = :next", overrideValues: { ":override": override } };
}
