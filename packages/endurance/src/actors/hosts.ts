import type { Ports } from "@headroom/controller";
import { withBug } from "../bugs/seeded-bugs.ts";
import { type CallingProcess, faultyPorts } from "../faults/faulty-calls.ts";
import { Random } from "../time/random.ts";
import type { World } from "../world/world.ts";
import { headroomPorts } from "./headroom-ports.ts";

const CLOCK_OFF_MS = 30_000;
/** Lambda keeps an environment for a while. */
const RETIRED = 0.01;

/** An environment of Lambda, or a person's machine: one invocation at a time, a clock of its own. */
export interface Host extends CallingProcess {
	readonly ports: Ports;
	clockOffMs: number;
	isBusy: boolean;
}

/** Hosts as Lambda gives them out: a free one if there is any, else a new one. */
export class Hosts {
	readonly #world: World;
	readonly #random: Random;
	#hosts: Host[] = [];

	constructor(world: World) {
		this.#world = world;
		this.#random = new Random(world.options.seed, "hosts");
	}

	/** Which nobody else gets until {@link giveBack}. */
	take(): Host {
		const free = this.#hosts.find(({ isBusy }) => !isBusy);
		const host = free ?? this.#create();
		host.isBusy = true;
		host.isDisturbed = false;
		const { faults } = this.#world;
		if (free !== undefined && faults.strikes("clock-steps-back"))
			host.clockOffMs = -faults.random("clock-steps-back").between(0, CLOCK_OFF_MS);
		return host;
	}

	giveBack(host: Host): void {
		host.isBusy = false;
		if (host.isDead || this.#random.chance(RETIRED)) this.#hosts = this.#hosts.filter((each) => each !== host);
	}

	#create(): Host {
		const { faults, time } = this.#world;
		const host = { isDead: false, isDisturbed: false, isBusy: false, clockOffMs: 0 } as { -readonly [Key in keyof Host]: Host[Key] };
		if (faults.strikes("clock-off")) host.clockOffMs = faults.random("clock-off").between(-CLOCK_OFF_MS, CLOCK_OFF_MS);
		// After the last fault NTP has set every clock right.
		const clock = { nowMs: () => time.nowMs() + (faults.isOver ? 0 : host.clockOffMs) };
		host.ports = withBug(faultyPorts(headroomPorts(this.#world, clock, "headroom"), this.#world, host), this.#world.options.bug, time);
		this.#hosts.push(host);
		this.#world.processStartsMs.push(time.nowMs());
		return host;
	}
}
