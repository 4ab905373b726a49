import { type HistoryPort, isSameOverride, type RevertedHold } from "@headroom/controller";
import type { Override } from "@headroom/engine";
import { type HistoryTable, revisionCondition } from "./history-table.ts";

/** What people ask for: overrides, and runs of reshards. All of it is in the state item, whose revision decides between two at once. */
export function peoplesWords({
	attempt,
	readState,
	updateState,
}: HistoryTable): Pick<HistoryPort, "acquireLease" | "releaseLease" | "putOverride" | "renewLease"> {
	return {
		putOverride: (streamName, override, revision) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				const { condition, values } = revisionCondition(revision);
				const { assignments, removals, overrideNames, overrideValues } = overrideWrite(override);
				const isRecorded = await updateState(streamName, {
					UpdateExpression: updateExpression([...assignments, "revision = :next"], removals),
					ConditionExpression: condition,
					ExpressionAttributeNames: overrideNames,
					ExpressionAttributeValues: { ...values, ...overrideValues, ":next": revision + 1 },
				});
				if (isRecorded) return { kind: "recorded", revision: revision + 1 };
				// A retry whose first attempt was written finds its own words.
				const state = await readState(streamName);
				return state.revision === revision + 1 && isSameOverride(state.override, override)
					? { kind: "recorded", revision: state.revision }
					: { kind: "lost-race" };
			}),

		acquireLease: (streamName, run, revision, override) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				const { condition, values } = revisionCondition(revision);
				const { assignments, removals, overrideNames, overrideValues } = overrideWrite(override);
				const isRecorded = await updateState(streamName, {
					UpdateExpression: updateExpression(["run = :run", ...assignments, "revision = :next"], removals),
					ConditionExpression: `${condition} AND attribute_not_exists(intent) AND (attribute_not_exists(run) OR run.untilMs <= :startedAtMs)`,
					...(override === undefined ? {} : { ExpressionAttributeNames: overrideNames }),
					ExpressionAttributeValues: {
						...values,
						...overrideValues,
						":run": run,
						":startedAtMs": run.startedAtMs,
						":next": revision + 1,
					},
				});
				if (isRecorded) return { kind: "recorded", revision: revision + 1 };
				const state = await readState(streamName);
				return state.run?.runId === run.runId ? { kind: "recorded", revision: state.revision } : { kind: "lost-race" };
			}),

		renewLease: (streamName, run) =>
			attempt("dynamodb:UpdateItem", streamName, () =>
				updateState(streamName, {
					UpdateExpression: "SET run = :run",
					ConditionExpression: "run.runId = :runId",
					ExpressionAttributeValues: { ":run": run, ":runId": run.runId },
				}),
			),

		releaseLease: (streamName, { runId }, takenBack) =>
			attempt("dynamodb:UpdateItem", streamName, async () => {
				if (takenBack !== undefined) {
					const { assignments, removals, overrideNames, overrideValues } = overrideWrite(takenBack.before);
					const isTakenBack = await updateState(streamName, {
						UpdateExpression: `${updateExpression(assignments, ["run", ...removals])} ADD revision :one`,
						ConditionExpression: `run.runId = :runId AND ${STANDING_OVERRIDE}`,
						ExpressionAttributeNames: { ...overrideNames, "#kind": "kind", "#by": "by", "#reason": "reason" },
						ExpressionAttributeValues: { ...overrideValues, ...standingValues(takenBack.hold), ":runId": runId, ":one": 1 },
					});
					if (isTakenBack) return;
				}
				await updateState(streamName, {
					UpdateExpression: "REMOVE run ADD revision :one",
					ConditionExpression: "run.runId = :runId",
					ExpressionAttributeValues: { ":runId": runId, ":one": 1 },
				});
			}),
	};
}

/** Attribute by attribute: not every stand-in of DynamoDB compares maps. */
const STANDING_OVERRIDE =
	"#override.#kind = :kind AND #override.untilMs = :untilMs AND #override.#by = :by AND #override.#reason = :reason";

function standingValues({ by, kind, reason, untilMs }: RevertedHold["hold"]): Readonly<Record<string, number | string>> {
	return { ":kind": kind, ":untilMs": untilMs, ":by": by, ":reason": reason };
}

interface OverrideWrite {
	readonly assignments: readonly string[];
	readonly removals: readonly string[];
	readonly overrideNames: Record<string, string>;
	readonly overrideValues: Record<string, Override>;
}

/** The parts of an update that set the override, end it, or, where it is undefined, leave it. */
function overrideWrite(override: Override | undefined): OverrideWrite {
	const overrideNames = { "#override": "override" };
	if (override === undefined) return { assignments: [], removals: [], overrideNames, overrideValues: {} };
	return override.kind === "none"
		? { assignments: [], removals: ["#override"], overrideNames, overrideValues: {} }
		: { assignments: ["#override = :override"], removals: [], overrideNames, overrideValues: { ":override": override } };
}

function updateExpression(assignments: readonly string[], removals: readonly string[]): string {
	return [
		...(assignments.length === 0 ? [] : [`SET ${assignments.join(", ")}`]),
		...(removals.length === 0 ? [] : [`REMOVE ${removals.join(", ")}`]),
	].join(" ");
}
