import { type ManualPorts, scaleStream, setOverride } from "@headroom/controller";
import { withBug } from "../bugs/seeded-bugs.ts";
import { faultyPorts } from "../faults/faulty-calls.ts";
import type { EnduredStream, World } from "../world/world.ts";
import { headroomPorts } from "./headroom-ports.ts";

const MINUTE_MS = 60_000;
const NAMES = ["ana", "ben", "chi"] as const;
const LONGEST_OVERRIDE_MINUTES = 300;

/** People at the command line: each command a process of its own, with the use cases that the command line has. */
export class People {
	/** Commands that were begun. */
	commands = 0;
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
		world.time.every(MINUTE_MS, world.time.nowMs() + 40_000, () => {
			for (const stream of world.streams) this.#act(stream);
		});
	}

	#act(stream: EnduredStream): void {
		const { faults } = this.#world;
		if (faults.strikes("person-scales")) this.#scale(stream);
		if (faults.strikes("person-overrides")) this.#override(stream);
	}

	#scale({ policy, streamName }: EnduredStream): void {
		const { faults, kinesis, time } = this.#world;
		const random = faults.random("person-scales");
		const open = kinesis.describe(streamName)?.openShardCount ?? 1;
		const targetShardCount = random.chance(0.5)
			? random.between(1, policy.maxShardCount)
			: Math.max(1, Math.round(open * (0.5 + random.next())));
		const request = { streamName, policy, targetShardCount, by: random.pick(NAMES), reason: "a test" };
		const ctrlC = new AbortController();
		if (random.chance(0.25)) time.schedule(time.nowMs() + random.between(0, 120_000), () => ctrlC.abort());
		const holds = random.chance(0.3) ? { holdUntilMs: time.nowMs() + random.between(10, LONGEST_OVERRIDE_MINUTES) * MINUTE_MS } : {};
		this.#run((ports) => scaleStream(ports, { ...request, ...holds }, { signal: ctrlC.signal }));
	}

	#override({ streamName }: EnduredStream): void {
		const { faults, time } = this.#world;
		const random = faults.random("person-overrides");
		const by = random.pick(NAMES);
		const kind = random.pick(["hold", "none", "pause"] as const);
		const untilMs = time.nowMs() + random.between(2, LONGEST_OVERRIDE_MINUTES) * MINUTE_MS;
		const override = kind === "none" ? ({ kind } as const) : ({ kind, untilMs, by, reason: "a test" } as const);
		this.#run((ports) => setOverride(ports, { streamName, override, by }));
	}

	/** What fails is shown to the person, who is nobody here. */
	#run(command: (ports: ManualPorts) => Promise<unknown>): void {
		const { time } = this.#world;
		this.commands += 1;
		this.#world.processStartsMs.push(time.nowMs());
		const calling = { isDead: false, isDisturbed: false };
		const ports = withBug(faultyPorts(headroomPorts(this.#world, time, "person"), this.#world, calling), this.#world.options.bug, time);
		const wait = (milliseconds: number, signal?: AbortSignal): Promise<void> => {
			if (calling.isDead) return new Promise(() => {});
			return new Promise((resolve) => {
				const cancel = time.schedule(time.nowMs() + milliseconds, resolve);
				signal?.addEventListener("abort", () => {
					cancel();
					resolve();
				});
				if (signal?.aborted === true) resolve();
			});
		};
		void command({ ...ports, wait: { wait } }).catch(() => {});
	}
}
