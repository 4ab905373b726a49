import type { NotifierPort, Ports, RecheckPort, StreamPort } from "@headroom/controller";

/** A port's method at which the process dies: before the call reached the service, or after, its answer unread. */
export type CrashPoint =
	| { readonly port: "history"; readonly method: keyof Ports["history"]; readonly when: "after" | "before" }
	| { readonly port: "notifier"; readonly method: keyof NotifierPort; readonly when: "after" | "before" }
	| { readonly port: "recheck"; readonly method: keyof RecheckPort; readonly when: "after" | "before" }
	| { readonly port: "stream"; readonly method: keyof StreamPort; readonly when: "after" | "before" };

export class ProcessDied extends Error {
	override readonly name = "ProcessDied";
}

/** Ports of a process that dies at `point`: from then on no call of it reaches anything. */
export function mortalPorts(ports: Ports, point: CrashPoint, onDeath: () => void): Ports {
	let isDead = false;
	const die = (): never => {
		isDead = true;
		onDeath();
		throw new ProcessDied(`The process died ${point.when} ${point.port}.${point.method}.`);
	};
	const mortal = <Port extends object>(name: string, port: Port): Port =>
		new Proxy(port, {
			get(target, method) {
				const real: unknown = Reflect.get(target, method, target);
				if (typeof real !== "function") return real;
				return async (...args: unknown[]) => {
					const isPoint = name === point.port && method === point.method;
					if (isDead) throw new ProcessDied("The process is dead.");
					if (isPoint && point.when === "before") die();
					const answer: unknown = await real.apply(target, args);
					return isPoint ? die() : answer;
				};
			},
		});
	return {
		...ports,
		history: mortal("history", ports.history),
		notifier: mortal("notifier", ports.notifier),
		recheck: mortal("recheck", ports.recheck),
		stream: mortal("stream", ports.stream),
	};
}
