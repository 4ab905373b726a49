import { evaluateStream, evaluateStreams, isRateRefusal, MAX_RECHECK_DELAY_SECONDS, type Recheck, type Wakeup } from "@headroom/controller";
import type { EnduredStream, World } from "../world/world.ts";
import type { Host, Hosts } from "./hosts.ts";

const MINUTE_MS = 60_000;
/** The functions' timeouts, and how often an event is tried: see FUNCTIONS and QUEUES in packages/config. */
const EVALUATION_TIMEOUT_MS = 60_000;
const SWEEP_TIMEOUT_MS = 300_000;
const SWEEP_MS = 55_000;
/** An asynchronous invocation that failed comes again after one and two minutes. */
const ALARM_TRIES_AFTER_MS = [MINUTE_MS, 2 * MINUTE_MS];
const RECHECK_VISIBILITY_MS = 360_000;
const RECHECK_MAX_RECEIVES = 5;
const LONGEST_RECHECK_LATE_MS = 600_000;

/** The three functions that evaluate, woken as Lambda, SQS and the schedule wake them. */
export class Functions {
	/** Evaluations that came to their end, and those that did not. */
	readonly counts = { evaluated: 0, failed: 0, killed: 0 };
	readonly #world: World;
	readonly #hosts: Hosts;
	#isSweeping = false;

	constructor(world: World, hosts: Hosts) {
		this.#world = world;
		this.#hosts = hosts;
		const { time } = world;
		world.onAlarm = (streamName, wakeup) => this.#onAlarm(this.#find(streamName), wakeup, ALARM_TRIES_AFTER_MS);
		world.onRecheck = (recheck) => this.#queue(recheck);
		time.every(MINUTE_MS, time.nowMs() + 20_000, () => this.#sweep());
	}

	#find(streamName: string): EnduredStream {
		const stream = this.#world.streams.find((each) => each.streamName === streamName);
		if (stream === undefined) throw new Error(`There is no stream ${streamName} in this world.`);
		return stream;
	}

	#onAlarm(stream: EnduredStream, wakeup: Wakeup, triesAfterMs: readonly number[]): void {
		const again = (): void => {
			const [afterMs, ...later] = triesAfterMs;
			if (afterMs !== undefined) this.#after(afterMs, () => this.#onAlarm(stream, wakeup, later));
		};
		// Lambda keeps an asynchronous event while it throttles the function.
		if (this.#areThrottled) return void this.#after(MINUTE_MS, () => this.#onAlarm(stream, wakeup, triesAfterMs));
		this.#invoke(EVALUATION_TIMEOUT_MS, (host) => this.#evaluate(host, stream, wakeup), again);
	}

	#queue(recheck: Recheck): void {
		const { faults } = this.#world;
		const delayMs = Math.min(MAX_RECHECK_DELAY_SECONDS, Math.max(0, Math.ceil(recheck.delaySeconds))) * 1_000;
		const lateMs = faults.strikes("recheck-late") ? faults.random("recheck-late").between(0, LONGEST_RECHECK_LATE_MS) : 0;
		this.#after(delayMs + lateMs, () => this.#receive(recheck, 1));
		if (faults.strikes("recheck-doubled"))
			this.#after(delayMs + faults.random("recheck-doubled").between(0, MINUTE_MS), () => this.#receive(recheck, 1));
	}

	#receive(recheck: Recheck, receives: number): void {
		if (this.#areThrottled) return void this.#after(MINUTE_MS, () => this.#receive(recheck, receives));
		const again = (): void => {
			if (receives < RECHECK_MAX_RECEIVES) this.#after(RECHECK_VISIBILITY_MS, () => this.#receive(recheck, receives + 1));
		};
		const stream = this.#find(recheck.streamName);
		this.#invoke(EVALUATION_TIMEOUT_MS, (host) => this.#evaluate(host, stream, { kind: "recheck", reason: recheck.reason }), again);
	}

	/** One at a time; one that is due while another runs is given up. */
	#sweep(): void {
		const { faults, streams, time } = this.#world;
		if (this.#isSweeping || this.#areThrottled || faults.strikes("sweep-missed")) return;
		this.#isSweeping = true;
		const end = (): void => {
			this.#isSweeping = false;
		};
		const work = async (host: Host): Promise<void> => {
			const managed = streams.map((stream) => this.#world.managed(stream));
			const evaluations = await evaluateStreams(host.ports, managed, { kind: "sweep" }, { untilMs: time.nowMs() + SWEEP_MS });
			this.counts.evaluated += evaluations.length;
			if (host.isDisturbed) return;
			for (const { streamName } of evaluations) this.#world.journal.write(streamName, { kind: "evaluated-undisturbed" });
		};
		this.#invoke(SWEEP_TIMEOUT_MS, work, end, end);
	}

	async #evaluate(host: Host, stream: EnduredStream, wakeup: Wakeup): Promise<void> {
		await evaluateStream(host.ports, this.#world.managed(stream), wakeup).catch((error: unknown) => {
			if (!isRateRefusal(error)) throw error;
		});
		this.counts.evaluated += 1;
		if (!host.isDisturbed) this.#world.journal.write(stream.streamName, { kind: "evaluated-undisturbed" });
	}

	/** @param onFailure once, if the invocation failed, was killed, or took longer than its time */
	#invoke(timeoutMs: number, work: (host: Host) => Promise<void>, onFailure: () => void, onSuccess: () => void = () => {}): void {
		const host = this.#hosts.take();
		const { time } = this.#world;
		let isOver = false;
		const end = (outcome: keyof Functions["counts"]): void => {
			if (isOver) return;
			isOver = true;
			cancel();
			if (outcome === "killed") host.isDead = true;
			this.#hosts.giveBack(host);
			if (outcome === "evaluated") {
				onSuccess();
				return;
			}
			this.counts[outcome] += 1;
			onFailure();
		};
		const cancel = time.schedule(time.nowMs() + timeoutMs, () => end("killed"));
		void work(host).then(
			() => end("evaluated"),
			() => end("failed"),
		);
	}

	get #areThrottled(): boolean {
		return this.#world.functionsThrottledUntilMs > this.#world.time.nowMs();
	}

	#after(milliseconds: number, task: () => void): void {
		const { time } = this.#world;
		time.schedule(time.nowMs() + milliseconds, task);
	}
}
