import type { Policy } from "@headroom/engine";
import type { ConfigProblem } from "./config-error.ts";
import type { WrittenPolicy } from "./policy-schema.ts";

/** A rule over several keys. Checked only if every key that it reads is well-formed. */
export interface PolicyRule {
	readonly reads: readonly (keyof WrittenPolicy)[];
	/** Paths are relative to the policy. */
	readonly problems: (policy: Policy, isDefault: (key: keyof WrittenPolicy) => boolean) => readonly ConfigProblem[];
}

type NumberKey = "maxShardCount" | "minShardCount" | "scaleInUtilization" | "scaleOutUtilization" | "targetUtilization";

const HOLDS = {
	"at least": (value: number, bound: number) => value >= bound,
	"at most": (value: number, bound: number) => value <= bound,
	below: (value: number, bound: number) => value < bound,
} as const;

/** `key` must be at least, at most or below `bound`. */
function ordered(key: NumberKey, relation: keyof typeof HOLDS, bound: NumberKey): PolicyRule {
	return {
		reads: [key, bound],
		problems: (policy, isDefault) => {
			if (HOLDS[relation](policy[key], policy[bound])) return [];
			const shown = (each: NumberKey) => `${policy[each]}${isDefault(each) ? ", the default" : ""}`;
			return [{ path: key, message: `must be ${relation} ${bound} (${shown(bound)}), is ${shown(key)}` }];
		},
	};
}

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
	ordered("maxShardCount", "at least", "minShardCount"),
	ordered("targetUtilization", "at most", "scaleOutUtilization"),
	ordered("scaleInUtilization", "below", "targetUtilization"),
	floorsAreWithinBounds,
	floorNamesDiffer,
];
