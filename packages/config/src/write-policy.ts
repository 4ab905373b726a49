import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import { parseDurationMs, writeDuration } from "./duration.ts";
import { nameOfDay, type WrittenPolicy } from "./policy-schema.ts";

/** A policy as a person writes it: each key that differs from its default. `parsePolicy` reads the same policy from it. */
export function writePolicy(policy: Policy): WrittenPolicy {
	const [own, defaults] = [everyKey(policy), everyKey(DEFAULT_POLICY)];
	const differing = Object.entries(own).filter(
		([key, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(defaults[key as keyof WrittenPolicy]),
	);
	return Object.fromEntries(differing);
}

function everyKey(policy: Policy) {
	return {
		minShardCount: policy.minShardCount,
		maxShardCount: policy.maxShardCount,
		targetUtilization: policy.targetUtilization,
		scaleOutUtilization: policy.scaleOutUtilization,
		scaleInUtilization: policy.scaleInUtilization,
		scaleOutCooldown: written(policy.scaleOutCooldownSeconds * 1000),
		scaleInCooldown: written(policy.scaleInCooldownSeconds * 1000),
		stabilizationWindow: written(policy.stabilizationWindowSeconds * 1000),
		lookAhead: written(policy.lookAheadSeconds * 1000),
		maxIteratorAgeForScaleIn: written(policy.maxIteratorAgeMsForScaleIn),
		reshardsReservedForScaleOut: policy.reshardsReservedForScaleOut,
		writeAttemptsPerRecord: policy.writeAttemptsPerRecord,
		maxOverride: written(policy.maxOverrideSeconds * 1000),
		team: policy.team,
		optionalSignals: policy.optionalSignals === undefined ? undefined : [...policy.optionalSignals],
		scheduledFloors: policy.scheduledFloors.map(({ daysOfWeek, fromMinuteOfDay, minShardCount, name, toMinuteOfDay }) => ({
			name,
			...(daysOfWeek.length > 0 && { days: daysOfWeek.map(nameOfDay) }),
			from: timeOfDay(fromMinuteOfDay),
			to: timeOfDay(toMinuteOfDay),
			minShardCount,
		})),
	} satisfies { readonly [Key in keyof Required<WrittenPolicy>]: WrittenPolicy[Key] };
}

/** As text if that is read as the same duration, else in seconds. */
function written(milliseconds: number): number | string {
	const text = writeDuration(milliseconds);
	return parseDurationMs(text) === milliseconds ? text : milliseconds / 1000;
}

/** `18:30` */
function timeOfDay(minuteOfDay: number): string {
	const [hours, minutes] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
	return [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
}
