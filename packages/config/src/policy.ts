import { DEFAULT_POLICY, type Policy } from "@headroom/engine";
import { closest, distance } from "fastest-levenshtein";
import type * as z from "zod/mini";
import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { POLICY_RULES } from "./policy-rules.ts";
import { type CheckedPolicy, dayOfWeek, scheduledFloor, type WrittenPolicy, writtenPolicy } from "./policy-schema.ts";

/**
 * Levels of a policy; the deepest valid one has four. Code that shows a value descends into it: thousands of levels would overflow the stack,
 * and the policies of all other streams would not be read.
 */
const MAX_DEPTH = 16;

const MAX_PROBLEMS = 20;

/** The policy, or its problems with paths from `path` on. */
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

/** Like {@link parsePolicy}, with the problems as a value, so that the caller can report those of several streams at once. Total. */
export function readPolicy(written: unknown, path: string): PolicyReading {
	if (isDeeperThan(written, MAX_DEPTH)) {
		return { kind: "problems", problems: [{ path, message: `must not be nested deeper than ${MAX_DEPTH} levels` }] };
	}
	const parsed = writtenPolicy.safeParse(written);
	if (parsed.success) {
		const problems = brokenRules(normalise(parsed.data), parsed.data, new Set(), path);
		return problems.length === 0 ? { kind: "policy", policy: normalise(parsed.data) } : withProblems(problems, path);
	}
	const malformed = parsed.error.issues.flatMap((issue) => malformedProblems(issue, written, path));
	const malformedKeys = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
	const readable = readableKeys(written, malformedKeys);
	return withProblems(
		readable === undefined ? malformed : [...malformed, ...brokenRules(normalise(readable), readable, malformedKeys, path)],
		path,
	);
}

/** The first of them: a message with all that a large text has wrong is read by nobody, and taken by no service. */
function withProblems(problems: readonly ConfigProblem[], path: string): PolicyReading {
	const others = problems.length - MAX_PROBLEMS;
	if (others <= 0) return { kind: "problems", problems };
	return { kind: "problems", problems: [...problems.slice(0, MAX_PROBLEMS), { path, message: `has ${others} more problems` }] };
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
		maxOverrideSeconds: secondsOr(checked.maxOverride, DEFAULT_POLICY.maxOverrideSeconds),
		...(checked.team === undefined ? {} : { team: checked.team }),
		...(checked.optionalSignals === undefined || checked.optionalSignals.length === 0
			? {}
			: { optionalSignals: [...new Set(checked.optionalSignals)] }),
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

/** Without going down into it by calls, of which there is room for a few thousand only. */
function isDeeperThan(value: unknown, depth: number): boolean {
	let level: unknown[] = [value];
	for (let levels = 0; levels <= depth; levels += 1) {
		level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
		if (level.length === 0) return false;
	}
	return true;
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
		path: `${at}${pathStep(shortKey(key))}`,
		message: `is not a known key${nearest === undefined ? `; known are ${knownKeys.join(", ")}` : `; did you mean ${nearest}?`}`,
	};
}

/** A guess further away than this share of its length is no help. */
const MAX_DISTANCE_SHARE = 0.4;

/** A longer key is no misspelling, and comparing it takes time. */
const MAX_KEY_LENGTH = 100;

/** The key of a policy that this is, or was probably meant to be; undefined where none is near. */
export function nearestPolicyKey(key: string): string | undefined {
	return nearestKey(key, Object.keys(writtenPolicy.shape));
}

/** The known key that an unknown one was probably meant to be; undefined where none is near. */
function nearestKey(unknownKey: string, knownKeys: readonly string[]): string | undefined {
	if (unknownKey.length > MAX_KEY_LENGTH) return undefined;
	const written = unknownKey.toLowerCase();
	const nearest = closest(
		written,
		knownKeys.map((key) => key.toLowerCase()),
	);
	const isNear = distance(written, nearest) <= Math.max(written.length, nearest.length) * MAX_DISTANCE_SHARE;
	return isNear ? knownKeys.find((key) => key.toLowerCase() === nearest) : undefined;
}

function shortKey(key: string): string {
	return key.length <= MAX_SHOWN_LENGTH ? key : `${key.slice(0, MAX_SHOWN_LENGTH)}…`;
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
