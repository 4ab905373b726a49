import type { ClockPort, HistoryPorts, Ports } from "@headroom/controller";
import type { OverflowPort, TallyPort, VoteStreamPort } from "@headroom/voting";
import type { SeededBug } from "./seeded-bug.ts";
import { SERVICE_BUGS } from "./service-bugs.ts";
import { TABLE_BUGS } from "./table-bugs.ts";
import { VOTING_BUGS } from "./voting-bugs.ts";

/** By name. */
export const SEEDED_BUGS = { ...TABLE_BUGS, ...SERVICE_BUGS, ...VOTING_BUGS };

export type SeededBugName = keyof typeof SEEDED_BUGS;

export const SEEDED_BUG_NAMES = Object.keys(SEEDED_BUGS) as SeededBugName[];

export function isSeededBug(name: string): name is SeededBugName {
	return Object.hasOwn(SEEDED_BUGS, name);
}

/** The ports with the bug in them. */
export function withBug<P extends Ports>(ports: P, name: SeededBugName | undefined, clock: ClockPort): P {
	if (name === undefined) return ports;
	const bug: SeededBug = SEEDED_BUGS[name];
	return {
		...ports,
		history: replaced(ports.history, bug.table?.(ports.history as HistoryPorts, clock)),
		stream: replaced(ports.stream, bug.stream?.(ports.stream, clock)),
		load: replaced(ports.load, bug.load?.(ports.load, clock)),
		notifier: replaced(ports.notifier, bug.notifier?.(ports.notifier, clock)),
	};
}

/** The voting system's ports with the bug in them. */
export function votingWithBug<P extends VotingPorts>(ports: P, name: SeededBugName | undefined): P {
	if (name === undefined) return ports;
	const bug: SeededBug = SEEDED_BUGS[name];
	return {
		...ports,
		tally: replaced(ports.tally, bug.tally?.(ports.tally)),
		overflow: replaced(ports.overflow, bug.overflow?.(ports.overflow)),
		stream: replaced(ports.stream, bug.votes?.(ports.stream)),
	};
}

export interface VotingPorts {
	readonly tally: TallyPort;
	readonly overflow: OverflowPort;
	readonly stream: VoteStreamPort;
}

function replaced<Port extends object>(port: Port, changes: Partial<Port> | undefined): Port {
	if (changes === undefined) return port;
	return new Proxy(port, { get: (target, key) => Reflect.get(Object.hasOwn(changes, key) ? changes : target, key) });
}
