import type { Ports } from "../src/index.ts";
import { replacing } from "./world.ts";

/** Where in an evaluation the process dies: at its n-th call to a port, before the port did it, or after and before it answered. */
export interface CrashPoint {
	readonly call: number;
	readonly when: "after" | "before";
}

/** What the caller of a dead process's port sees. */
export class Crash extends Error {
	override readonly name = "Crash";
}

/** Ports of a process that dies at `point`: from then on no port answers it. */
export function dyingPorts(ports: Ports, point: CrashPoint, calls: string[]): Ports {
	let isDead = false;
	const dying = <Port extends object>(portName: string, port: Port): Port =>
		new Proxy(port, {
			get(target, key) {
				const value: unknown = Reflect.get(target, key);
				if (typeof value !== "function") return value;
				return async (...args: unknown[]) => {
					if (isDead) throw new Crash();
					calls.push(`${portName}.${String(key)}`);
					isDead = calls.length === point.call;
					if (isDead && point.when === "before") throw new Crash();
					const answer: unknown = await Reflect.apply(value, target, args);
					if (isDead) throw new Crash();
					return answer;
				};
			},
		});
	return {
		...ports,
		history: dying("history", ports.history),
		load: dying("load", ports.load),
		notifier: dying("notifier", ports.notifier),
		recheck: dying("recheck", ports.recheck),
		stream: dying("stream", ports.stream),
		telemetry: replacing(ports.telemetry, { log: () => {}, observed: () => {} }),
	};
}

/** Before and after each call. */
export function crashPoints(calls: readonly string[]): (CrashPoint & { readonly name: string })[] {
	return calls.flatMap((name, index) => [
		{ call: index + 1, when: "before" as const, name },
		{ call: index + 1, when: "after" as const, name },
	]);
}
