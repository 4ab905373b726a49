import { type Call, type Identity, judge, RESHARD, type Verdict } from "./evaluator.ts";
import { actionsBeside, placesBeside } from "./neighbours.ts";

export interface Judged extends Call {
	readonly expected: "allowed" | "denied";
	readonly verdict: Verdict;
}

/** What an identity is judged by. */
export interface Calls {
	/** Must be allowed. */
	readonly made: readonly Call[];
	/** Made with the same identity for other ends: no neighbours of `made`. */
	readonly besides?: readonly Call[];
	/** ARNs of what else there is in the account. */
	readonly siblings: readonly string[];
}

/** Every call that is made, expected to be allowed, and all their neighbours, expected to be denied. Each call is judged once. */
export async function judgeCalls(identity: Identity, { made, besides = [], siblings }: Calls): Promise<Judged[]> {
	const allowed = unique(made);
	const known = new Set([...allowed, ...besides].map(keyOf));
	const beside = await Promise.all(allowed.map(async (call) => [...placesBeside(call, siblings), ...(await actionsBeside(call))]));
	const isMade = (call: Call) =>
		known.has(keyOf(call)) || (call.resource !== "*" && known.has(keyOf({ action: call.action, resource: "*" })));
	const denied = unique(beside.flat()).filter((call) => !isMade(call));
	return Promise.all([
		...allowed.map((call) => judged(identity, call, "allowed")),
		...denied.map((call) => judged(identity, call, "denied")),
	]);
}

async function judged(identity: Identity, call: Call, expected: Judged["expected"]): Promise<Judged> {
	return { ...call, expected, verdict: await judge(identity, call) };
}

/** Calls that did not come out as expected, with what was said of them. */
export function surprises(all: readonly Judged[]): readonly string[] {
	return all.filter(({ expected, verdict }) => typeof verdict === "string" && verdict !== expected).map(sentenceOf);
}

export function notJudged(all: readonly Judged[]): readonly string[] {
	return all.filter(({ verdict }) => typeof verdict !== "string").map(sentenceOf);
}

/**
 * The only calls that the evaluator has no answer to, as `notJudged` has them. test/reshard-permission.test.ts judges them as if there
 * were one.
 */
export function reshardsOnArns(all: readonly Judged[]): readonly string[] {
	const onArns = all.filter(({ action, resource }) => action === RESHARD && resource !== "*");
	return onArns.map((call) => sentenceOf({ ...call, verdict: { notJudgedSince: "must.use.wildcard" } }));
}

/** `12 allowed, 340 denied, 1 not judged` */
export function count(all: readonly Judged[]): string {
	const of = (verdict: Verdict) => all.filter((each) => each.verdict === verdict).length;
	return `${of("allowed")} allowed, ${of("denied")} denied, ${notJudged(all).length} not judged`;
}

function sentenceOf({ action, resource, region, verdict }: Judged): string {
	const said = typeof verdict === "string" ? verdict : verdict.notJudgedSince;
	return `${action} on ${resource}${region === undefined ? "" : ` in ${region}`}: ${said}`;
}

function unique(calls: readonly Call[]): Call[] {
	return [...new Map(calls.map((call) => [keyOf(call), call])).values()];
}

function keyOf({ action, resource, region = "" }: Call): string {
	return `${action} ${resource} ${region}`;
}
