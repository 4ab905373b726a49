import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A file for each running demo of this user, named after its process. */
const DIRECTORY = join(tmpdir(), `headroom-demos-${userInfo().uid}`);

/**
 * Signs this process in until it ends. A demo that was killed leaves its file behind; the next one removes it.
 *
 * @returns the processes of other demos on this machine. None where the directory cannot be used: this is a courtesy, and no reason to
 * refuse a run
 */
export function signIn(directory = DIRECTORY): readonly number[] {
	try {
		mkdirSync(directory, { recursive: true });
		const others = readdirSync(directory)
			.map(Number)
			.filter((pid) => isOther(directory, pid));
		const own = join(directory, String(process.pid));
		writeFileSync(own, "");
		process.once("exit", () => rmSync(own, { force: true }));
		return others;
	} catch {
		return [];
	}
}

function isOther(directory: string, pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
	try {
		// Signal 0 asks whether the process exists.
		process.kill(pid, 0);
		return true;
	} catch {
		rmSync(join(directory, String(pid)), { force: true });
		return false;
	}
}
