import { setTimeout as sleep } from "node:timers/promises";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import { Interrupted } from "./interrupted.ts";
import { type FunctionLine, functionLines } from "./log-lines.ts";
import type { Waiting } from "./wait-for.ts";

/** FilterLogEvents takes few calls a second in some Regions, and all functions are watched at once. */
const FIRST_WAIT_MS = 700;
const LONGEST_WAIT_MS = 5_000;
const GROWTH = 1.5;

export interface LogWatchOptions extends Waiting {
	readonly session: AwsSession;
	readonly functionName: string;
	/** Only lines that contain it. */
	readonly word: string;
	readonly fromMs: number;
}

interface Waiter {
	readonly isIt: (line: FunctionLine) => boolean;
	readonly deadlineMs: number;
	readonly settle: (line: FunctionLine | undefined) => void;
	readonly fail: (error: unknown) => void;
}

/** Looks into the log of one function for everybody who waits for a line in it: one search a round, however many wait. */
export class LogWatch {
	readonly #options: LogWatchOptions;
	#waiters: Waiter[] = [];
	#isLooking = false;

	constructor(options: LogWatchOptions) {
		this.#options = options;
	}

	/** @returns undefined where no such line came in time. @throws Interrupted, or what CloudWatch Logs throws */
	find(isIt: Waiter["isIt"]): Promise<FunctionLine | undefined> {
		return new Promise((settle, fail) => {
			this.#waiters.push({ isIt, settle, fail, deadlineMs: Date.now() + this.#options.waitMs });
			if (!this.#isLooking) void this.#look();
		});
	}

	async #look(): Promise<void> {
		this.#isLooking = true;
		const { fromMs, functionName, session, signal, word } = this.#options;
		try {
			for (let waitMs = FIRST_WAIT_MS; this.#waiters.length > 0; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * GROWTH)) {
				this.#settle(await functionLines(session, functionName, fromMs, [word]));
				const leftMs = Math.max(0, ...this.#waiters.map(({ deadlineMs }) => deadlineMs - Date.now()));
				if (this.#waiters.length > 0) await sleep(Math.min(waitMs, leftMs), undefined, { signal }).catch(() => {});
			}
		} catch (error) {
			for (const { fail } of this.#waiters) fail(error);
			this.#waiters = [];
		} finally {
			this.#isLooking = false;
		}
	}

	#settle(lines: readonly FunctionLine[]): void {
		const { signal } = this.#options;
		this.#waiters = this.#waiters.filter(({ deadlineMs, fail, isIt, settle }) => {
			const line = lines.find(isIt);
			if (line === undefined && !signal.aborted && Date.now() < deadlineMs) return true;
			if (line === undefined && signal.aborted) fail(new Interrupted());
			else settle(line);
			return false;
		});
	}
}
