import { readdirSync, readFileSync } from "node:fs";

/** @see https://man7.org/linux/man-pages/man7/vdso.7.html and sysconf(_SC_CLK_TCK), 100 on every architecture that Node runs on. Read 2026-11-27. */
const TICKS_PER_SECOND = 100;

export interface ThreadTime {
	readonly name: string;
	/** User and system time, in milliseconds. */
	readonly cpuMs: number;
}

/** Processor time of every living thread of a process, by its id. Linux only: it reads /proc. */
export function threadTimes(pid: number): ReadonlyMap<string, ThreadTime> {
	return new Map(
		readdirSync(`/proc/${pid}/task`).map((id) => {
			const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, "utf8");
			const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
			const ticks = Number(fields[11]) + Number(fields[12]);
			return [id, { name: stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")), cpuMs: (ticks * 1000) / TICKS_PER_SECOND }];
		}),
	);
}

/** Processor time of a whole process, in milliseconds. */
export function processTime(pid: number): number {
	let sum = 0;
	for (const { cpuMs } of threadTimes(pid).values()) sum += cpuMs;
	return sum;
}
