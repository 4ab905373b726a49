import type { Policy } from "@headroom/engine";
import type { ConfigProblem } from "./config-error.ts";
import type { WrittenPolicy } from "./written-policy.ts";

/** A rule over several keys. Checked only if every key that it reads is well-formed. */
export interface PolicyRule {
	readonly reads: readonly (keyof WrittenPolicy)[];
	/** Paths are relative to the policy. */
	readonly problems: (policy: Policy, isDefault: (key: keyof WrittenPolicy) => boolean) => readonly ConfigProblem[];
}

const maxIsAtLeastMin: PolicyRule = {
	reads: ["minShardCount", "maxShardCount"],
	problems: ({ minShardCount, maxShardCount }, isDefault) =>
		maxShardCount >= minShardCount
			? []
			: [
					problem(
						"maxShardCount",
						`must be at least minShardCount (${orDefault(minShardCount, isDefault("minShardCount"))})`,
						maxShardCount,
						isDefault,
					),
				],
};

const targetIsAtMostScaleOut: PolicyRule = {
	reads: ["targetUtilization", "scaleOutUtilization"],
	problems: ({ targetUtilization, scaleOutUtilization }, isDefault) =>
		targetUtilization <= scaleOutUtilization
			? []
			: [
					problem(
						"targetUtilization",
						`must be at most scaleOutUtilization (${orDefault(scaleOutUtilization, isDefault("scaleOutUtilization"))})`,
						targetUtilization,
						isDefault,
					),
				],
};

const scaleInIsBelowTarget: PolicyRule = {
	reads: ["targetUtilization", "scaleInUtilization"],
	problems: ({ targetUtilization, scaleInUtilization }, isDefault) =>
		scaleInUtilization < targetUtilization
			? []
			: [
					problem(
						"scaleInUtilization",
						`must be below targetUtilization (${orDefault(targetUtilization, isDefault("targetUtilization"))})`,
						scaleInUtilization,
						isDefault,
					),
				],
};

const floorsAreWithinBounds: PolicyRule = {
	reads: ["minShardCount", "maxShardCount", "scheduledFloors"],
	problems: ({ minShardCount, maxShardCount, scheduledFloors }) =>
		scheduledFloors.flatMap((floor, index) =>
			floor.minShardCount >= minShardCount && floor.minShardCount <= maxShardCount
				? []
				: [
						{
							path: `scheduledFloors[${index}].minShardCount`,
							message: `must be from minShardCount (${minShardCount}) to maxShardCount (${maxShardCount}), is ${floor.minShardCount}`,
						},
					],
		),
};

const floorNamesDiffer: PolicyRule = {
	reads: ["scheduledFloors"],
	problems: ({ scheduledFloors }) =>
		scheduledFloors.flatMap((floor, index) => {
			const first = scheduledFloors.findIndex(({ name }) => name === floor.name);
			return first === index
				? []
				: [
						{
							path: `scheduledFloors[${index}].name`,
							message: `must differ from scheduledFloors[${first}].name, is ${JSON.stringify(floor.name)}`,
						},
					];
		}),
};

export const POLICY_RULES: readonly PolicyRule[] = [
	maxIsAtLeastMin,
	targetIsAtMostScaleOut,
	scaleInIsBelowTarget,
	floorsAreWithinBounds,
	floorNamesDiffer,
];

function problem(key: keyof WrittenPolicy, mustBe: string, value: number, isDefault: (key: keyof WrittenPolicy) => boolean): ConfigProblem {
	return { path: key, message: `${mustBe}, is ${orDefault(value, isDefault(key))}` };
}

function orDefault(value: number, isDefault: boolean): string {
	return isDefault ? `${value}, the default` : String(value);
}
