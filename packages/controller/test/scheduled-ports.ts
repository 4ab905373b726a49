import type fc from "fast-check";
import type { Ports } from "../src/index.ts";
import type { World } from "./world.ts";

/** The world's ports, each answer held back until the scheduler lets it come, and a millisecond passing with each. */
export function scheduled({ ports, clock }: World, scheduler: fc.Scheduler): Ports {
	const held = <Port extends object>(port: Port): Port =>
		new Proxy(port, {
			get(target, key) {
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				return async (...args: unknown[]) => {
					await scheduler.schedule(Promise.resolve(), `${String(key)} is asked`);
					clock.advanceSeconds(0.001);
					const answer: unknown = await Reflect.apply(value, target, args);
					await scheduler.schedule(Promise.resolve(), `${String(key)} answers`);
					return answer;
				};
			},
		});
	return {
		...ports,
		history: held(ports.history),
		load: held(ports.load),
		notifier: held(ports.notifier),
		recheck: held(ports.recheck),
		stream: held(ports.stream),
	};
}
