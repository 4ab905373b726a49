import { cpus, release, totalmem, type } from "node:os";
import { LoadError } from "../load-error.ts";
import type { StoredRun } from "./stored-run.ts";

/** The machine of the measurement. */
export function describeMachine(): StoredRun["machine"] {
	const processors = cpus();
	return {
		cpu: processors[0]?.model.trim() || "unknown",
		cores: processors.length,
		memoryBytes: totalmem(),
		system: `${type()} ${release()}`,
		node: process.versions.node,
	};
}

/** A process's own files, pipes and connections, beside those of its users. */
const OWN_FILES = 200;

/**
 * Each user has a connection, and each connection is an open file in the driver and one in the local cloud, which is another process.
 *
 * @throws LoadError if the shell allows fewer
 */
export function checkOpenFiles(connections: number): void {
	const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
	const allowed = Number(userLimits?.open_files?.soft ?? Number.POSITIVE_INFINITY);
	// "unlimited" is no number.
	if (!(connections + OWN_FILES > allowed)) return;
	throw new LoadError(
		`${connections} connections need ${connections + OWN_FILES} open files; this shell allows ${allowed}. Raise it with ulimit -n ${connections + OWN_FILES}, or take fewer users.`,
	);
}
