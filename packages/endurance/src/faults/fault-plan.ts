import { Random } from "../time/random.ts";
import { FAULT_KINDS, FAULT_NAMES, type FaultName } from "./fault-kinds.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Swarm testing: a run without some kinds of faults reaches states that those would hide. */
const SWITCHED_ON = 0.6;
const FACTORS = [0.3, 1, 3] as const;
/** In a storm everything goes wrong more often. */
const STORM_FACTOR = 8;
const STORM_SHARE = 0.1;
const STORM_MINUTES = 45;

/** Which kinds of faults a run has. @param seed without `only`: its random half or so */
export function faultsOfSeed(seed: number): FaultName[] {
	const random = new Random(seed, "swarm");
	return FAULT_NAMES.filter(() => random.chance(SWITCHED_ON));
}

/**
 * Says of each chance for a fault whether it happens, and counts. Stormy and quiet phases alternate. After `endsAtMs` nothing goes wrong any more:
 * then what was broken must be made good.
 */
export class FaultPlan {
	readonly injected = new Map<FaultName, number>();
	readonly endsAtMs: number;
	readonly #seed: number;
	readonly #nowMs: () => number;
	readonly #rates = new Map<FaultName, { readonly rate: number; readonly random: Random }>();
	readonly #storms = new Map<number, boolean>();

	constructor(seed: number, names: readonly FaultName[], endsAtMs: number, nowMs: () => number) {
		this.#seed = seed;
		this.#nowMs = nowMs;
		this.endsAtMs = endsAtMs;
		for (const name of names) {
			const random = new Random(seed, name);
			this.#rates.set(name, { rate: FAULT_KINDS[name].rate * random.pick(FACTORS), random });
		}
	}

	get isOver(): boolean {
		return this.#nowMs() >= this.endsAtMs;
	}

	/** Whether the fault happens now. Of a kind `per` day: asked once a minute. */
	strikes(name: FaultName): boolean {
		const fault = this.#rates.get(name);
		if (fault === undefined || this.isOver) return false;
		const perChance = FAULT_KINDS[name].per === "day" ? fault.rate / DAY_MINUTES : fault.rate;
		if (!fault.random.chance(Math.min(0.5, perChance * (this.#isStormy() ? STORM_FACTOR : 1)))) return false;
		this.injected.set(name, (this.injected.get(name) ?? 0) + 1);
		return true;
	}

	/** What a fault that struck looks like: its delay, its size. */
	random(name: FaultName): Random {
		const fault = this.#rates.get(name);
		if (fault === undefined) throw new Error(`${name} is switched off and cannot have struck.`);
		return fault.random;
	}

	#isStormy(): boolean {
		const phase = Math.floor(this.#nowMs() / (STORM_MINUTES * MINUTE_MS));
		let isStormy = this.#storms.get(phase);
		if (isStormy === undefined) {
			isStormy = new Random(this.#seed, `storm ${phase}`).chance(STORM_SHARE);
			this.#storms.set(phase, isStormy);
		}
		return isStormy;
	}
}
