import { LatencyHistogram } from "./latency.ts";
import type { AnswerExample, AnswerGroup, LoadCounts, SecondSample } from "./load-result.ts";

/** One request. Times on the clock of `performance.now()`. */
export interface Sent {
	readonly voterIndex: number;
	readonly path: string;
	/** The moment from which the user waited. */
	readonly intendedAtMs: number;
}

/** The outcome of one request. */
interface Outcome extends Sent {
	readonly endedAtMs: number;
	readonly answer: Answer | Broken;
}

export interface Answer {
	readonly kind: "answer";
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: string;
}

/** No answer came. */
export interface Broken {
	readonly kind: "broken";
	readonly error: unknown;
}

const LONGEST_EXAMPLE_BODY = 600;

interface OpenSecond {
	atMs: number;
	sent: number;
	unanswered: number;
	answers: Record<string, number>;
}

interface OpenGroup {
	readonly status: number;
	readonly code: string;
	count: number;
	readonly first: AnswerExample;
	newest: Outcome;
}

/** All counts of a run, in memory that does not grow with it, except for one number for each voter. */
export class Measurement {
	readonly latency = new LatencyHistogram();
	readonly acceptedVoters: number[] = [];
	readonly unknownVoters: number[] = [];
	openConnections = 0;
	notSent = 0;
	readonly #clockOffsetMs: number;
	readonly #underWay = new Set<Sent>();
	readonly #byStatus: Record<string, number> = {};
	readonly #groups = new Map<string, OpenGroup>();
	readonly #secondLatency = new LatencyHistogram();
	#second: OpenSecond;
	#sent = 0;
	#unanswered = 0;

	/** @param clockOffsetMs from `performance.now()` to milliseconds since the epoch */
	constructor(startMs: number, clockOffsetMs: number) {
		this.#clockOffsetMs = clockOffsetMs;
		this.#second = newSecond(startMs + clockOffsetMs);
	}

	get inFlight(): number {
		return this.#underWay.size;
	}

	sent(sent: Sent): void {
		this.#underWay.add(sent);
		this.#sent += 1;
		this.#second.sent += 1;
	}

	ended(sent: Sent, endedAtMs: number, answer: Answer | Broken): void {
		// Given up before.
		if (!this.#underWay.delete(sent)) return;
		const outcome: Outcome = { ...sent, endedAtMs, answer };
		const { intendedAtMs, voterIndex } = sent;
		if (answer.kind === "broken") {
			this.#unanswered += 1;
			this.#second.unanswered += 1;
			this.unknownVoters.push(voterIndex);
		} else {
			const latencyMs = endedAtMs - intendedAtMs;
			this.latency.record(latencyMs);
			this.#secondLatency.record(latencyMs);
			this.#byStatus[answer.status] = (this.#byStatus[answer.status] ?? 0) + 1;
			this.#second.answers[answer.status] = (this.#second.answers[answer.status] ?? 0) + 1;
			if (answer.status === 200 || answer.status === 202) this.acceptedVoters.push(voterIndex);
			else if (answer.status >= 500) this.unknownVoters.push(voterIndex);
		}
		this.#group(outcome);
	}

	/** Counts the open requests as not answered. */
	giveUp(nowMs: number, reason: Error): void {
		for (const sent of this.#underWay) this.ended(sent, nowMs, { kind: "broken", error: reason });
	}

	counts(): LoadCounts {
		return { offered: this.#sent, byStatus: { ...this.#byStatus }, unanswered: this.#unanswered, notSent: this.notSent };
	}

	/** Ends the second and begins a new one. @returns the second that ended */
	endSecond(nowMs: number): SecondSample {
		const latencyMs = this.#secondLatency.summary();
		const sample: SecondSample = {
			...this.#second,
			...(latencyMs === undefined ? {} : { latencyMs }),
			inFlight: this.inFlight,
			openConnections: this.openConnections,
		};
		this.#secondLatency.reset();
		this.#second = newSecond(nowMs + this.#clockOffsetMs);
		return sample;
	}

	/** In the order of their first answers. */
	groups(): readonly AnswerGroup[] {
		return [...this.#groups.values()].map(({ code, count, first, newest, status }) => ({
			status,
			code,
			count,
			first,
			newest: this.#example(newest),
		}));
	}

	#group(outcome: Outcome): void {
		const { answer } = outcome;
		const { code, status } =
			answer.kind === "broken" ? { code: failureCode(answer.error), status: 0 } : { code: errorCode(answer), status: answer.status };
		const key = `${status} ${code}`;
		const group = this.#groups.get(key);
		if (group === undefined) {
			this.#groups.set(key, { status, code, count: 1, first: this.#example(outcome), newest: outcome });
		} else {
			group.count += 1;
			group.newest = outcome;
		}
	}

	#example({ answer, endedAtMs, intendedAtMs, path }: Outcome): AnswerExample {
		const headers = answer.kind === "answer" ? answer.headers : {};
		const requestId = headerText(headers["x-request-id"]) ?? headerText(headers["apigw-requestid"]);
		const retryAfter = headerText(headers["retry-after"]);
		const body = answer.kind === "answer" ? answer.body : failureText(answer.error);
		return {
			...(requestId === undefined ? {} : { requestId }),
			path,
			sentAtMs: Math.round(intendedAtMs + this.#clockOffsetMs),
			latencyMs: endedAtMs - intendedAtMs,
			...(retryAfter === undefined ? {} : { retryAfter }),
			body: body.slice(0, LONGEST_EXAMPLE_BODY),
		};
	}
}

function newSecond(atMs: number): OpenSecond {
	return { atMs: Math.round(atMs), sent: 0, unanswered: 0, answers: {} };
}

function headerText(value: string | string[] | undefined): string | undefined {
	return typeof value === "string" ? value : value?.[0];
}

/** Reads only the bodies of refusals: reading those of all stored votes would cost more than the rest. */
function errorCode({ body, status }: Answer): string {
	if (status < 400) return "";
	try {
		const parsed = JSON.parse(body) as { error?: { code?: unknown }; message?: unknown } | null;
		if (typeof parsed?.error?.code === "string") return parsed.error.code;
		return typeof parsed?.message === "string" ? parsed.message : "";
	} catch {
		return "";
	}
}

function failureCode(error: unknown): string {
	const code = error instanceof Error && "code" in error ? error.code : undefined;
	return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}

function failureText(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
