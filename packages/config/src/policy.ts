import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod/mini";
import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { POLICY_RULES } from "./policy-rules.ts";
import { type CheckedPolicy, dayOfWeek, scheduledFloor, type WrittenPolicy, writtenPolicy } from "./policy-schema.ts";

/** The policy, or all its problems with paths from `path` on. */
export type PolicyReading =
	| { readonly kind: "policy"; readonly policy: Policy }
	| { readonly kind: "problems"; readonly problems: readonly ConfigProblem[] };

/**
 * The policy that a person wrote for one stream, in the form of the engine.
 *
 * @param written parsed JSON of unknown shape
 * @param path    the first part of the problems' paths: the stream's name
 * @throws ConfigError listing every problem with its path
 */
export function parsePolicy(written: unknown, path: string): Policy {
	const reading = readPolicy(written, path);
	if (reading.kind === "problems") throw new ConfigError(path, reading.problems);
	return reading.policy;
}

/** Like {@link parsePolicy}, with the problems as a value, so that the caller can report those of several streams at once. */
export function readPolicy(written: unknown, path: string): PolicyReading {
	const parsed = writtenPolicy.safeParse(written);
	if (parsed.success) {
		const problems = brokenRules(normalise(parsed.data), parsed.data, new Set(), path);
		return problems.length === 0 ? { kind: "policy", policy: normalise(parsed.data) } : { kind: "problems", problems };
	}
	const malformed = parsed.error.issues.flatMap((issue) => malformedProblems(issue, written, path));
	const malformedKeys = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
	const readable = readableKeys(written, malformedKeys);
	return {
		kind: "problems",
		problems: readable === undefined ? malformed : [...malformed, ...brokenRules(normalise(readable), readable, malformedKeys, path)],
	};
}

/** The well-formed keys. The rules over them are checked as well, so that one round of corrections is enough. */
function readableKeys(written: unknown, malformedKeys: ReadonlySet<string>): CheckedPolicy | undefined {
	if (typeof written !== "object" || written === null) return undefined;
	const known = Object.entries(written).filter(([key]) => Object.hasOwn(writtenPolicy.shape, key) && !malformedKeys.has(key));
	const parsed = writtenPolicy.safeParse(Object.fromEntries(known));
	return parsed.success ? parsed.data : undefined;
}

function brokenRules(policy: Policy, checked: CheckedPolicy, malformedKeys: ReadonlySet<string>, path: string): ConfigProblem[] {
	const isDefault = (key: keyof WrittenPolicy): boolean => checked[key] === undefined;
	return POLICY_RULES.filter(({ reads }) => !reads.some((key) => malformedKeys.has(key)))
		.flatMap(({ problems }) => problems(policy, isDefault))
		.map((problem) => ({ path: `${path}.${problem.path}`, message: problem.message }));
}

function normalise(checked: CheckedPolicy): Policy {
	return {
		minShardCount: checked.minShardCount ?? DEFAULT_POLICY.minShardCount,
		maxShardCount: checked.maxShardCount ?? DEFAULT_POLICY.maxShardCount,
		targetUtilization: checked.targetUtilization ?? DEFAULT_POLICY.targetUtilization,
		scaleOutUtilization: checked.scaleOutUtilization ?? DEFAULT_POLICY.scaleOutUtilization,
		scaleInUtilization: checked.scaleInUtilization ?? DEFAULT_POLICY.scaleInUtilization,
		scaleOutCooldownSeconds: secondsOr(checked.scaleOutCooldown, DEFAULT_POLICY.scaleOutCooldownSeconds),
		scaleInCooldownSeconds: secondsOr(checked.scaleInCooldown, DEFAULT_POLICY.scaleInCooldownSeconds),
		stabilizationWindowSeconds: secondsOr(checked.stabilizationWindow, DEFAULT_POLICY.stabilizationWindowSeconds),
		lookAheadSeconds: secondsOr(checked.lookAhead, DEFAULT_POLICY.lookAheadSeconds),
		maxIteratorAgeMsForScaleIn: checked.maxIteratorAgeForScaleIn ?? DEFAULT_POLICY.maxIteratorAgeMsForScaleIn,
		reshardsReservedForScaleOut: checked.reshardsReservedForScaleOut ?? DEFAULT_POLICY.reshardsReservedForScaleOut,
		writeAttemptsPerRecord: checked.writeAttemptsPerRecord ?? DEFAULT_POLICY.writeAttemptsPerRecord,
		scheduledFloors:
			checked.scheduledFloors?.map(({ name, days, from, to, minShardCount }) => ({
				name,
				daysOfWeek: (days ?? []).map(dayOfWeek),
				fromMinuteOfDay: from,
				toMinuteOfDay: to,
				minShardCount,
			})) ?? DEFAULT_POLICY.scheduledFloors,
	};
}

function secondsOr(milliseconds: number | undefined, defaultSeconds: number): number {
	return milliseconds === undefined ? defaultSeconds : milliseconds / 1000;
}

function malformedProblems(issue: z.core.$ZodIssue, written: unknown, path: string): ConfigProblem[] {
	const at = path + issue.path.map(pathStep).join("");
	if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKeyProblem(key, at, issue.path));
	return [{ path: at, message: `${issue.message}, is ${shown(valueAt(written, issue.path))}` }];
}

function unknownKeyProblem(key: string, at: string, parents: readonly PropertyKey[]): ConfigProblem {
	// All objects inside a policy are floors.
	const knownKeys = Object.keys((parents.length === 0 ? writtenPolicy : scheduledFloor).shape);
	const nearest = nearestKey(key, knownKeys);
	return {
		path: `${at}${pathStep(key)}`,
		message: `is not a known key${nearest === undefined ? `; known are ${knownKeys.join(", ")}` : `; did you mean ${nearest}?`}`,
	};
}

/** A guess further away than this share of its length is no help. */
const MAX_DISTANCE_SHARE = 0.4;

/** The known key that an unknown one was probably meant to be; undefined where none is near. */
function nearestKey(unknownKey: string, knownKeys: readonly string[]): string | undefined {
	const written = unknownKey.toLowerCase();
	const nearest = closest(
		written,
		knownKeys.map((key) => key.toLowerCase()),
	);
	const isNear = distance(written, nearest) <= Math.max(written.length, nearest.length) * MAX_DISTANCE_SHARE;
	return isNear ? knownKeys.find((key) => key.toLowerCase() === nearest) : undefined;
}

function pathStep(step: PropertyKey): string {
	if (typeof step === "number") return `[${step}]`;
	return /^[\w-]+$/.test(String(step)) ? `.${String(step)}` : `[${JSON.stringify(String(step))}]`;
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(value, step) => (typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined),
		written,
	);
}

/** A longer value would hide the rest of the message. */
const MAX_SHOWN_LENGTH = 80;

function shown(value: unknown): string {
	if (value === undefined) return "missing";
	if (typeof value === "number") return String(value);
	const json = JSON.stringify(value) ?? String(value);
	return json.length > MAX_SHOWN_LENGTH ? `${json.slice(0, MAX_SHOWN_LENGTH)}…` : json;
}
