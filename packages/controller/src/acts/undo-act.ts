import type { Override } from "@headroom/engine";
import type { PersonAct } from "../ports/acts-port.ts";

const MINUTE_MS = 60_000;

/**
 * The command that undoes an act, for a shell, as it begins everywhere: `headroom resume votes`. Undefined if nothing is left to undo: what was set has
 * ended by itself, or what was there before is not known.
 */
export function undoOfAct({ change, streamName }: Pick<PersonAct, "change" | "streamName">, nowMs: number): string | undefined {
	switch (change.kind) {
		case "pause":
		case "hold":
			if (change.untilMs <= nowMs) return undefined;
			return override(streamName, change.replaced, nowMs) ?? `headroom ${change.kind === "pause" ? "resume" : "release"} ${streamName}`;
		case "resume":
		case "release":
			return override(streamName, change.ended, nowMs);
		case "policy-set":
			return setPolicy(streamName, change.before);
		case "policy-reset":
			return setPolicy(streamName, change.before);
		case "attach":
			if (change.isNew) return `headroom detach ${streamName}`;
			return change.after === undefined ? undefined : setPolicy(streamName, change.before);
		case "detach":
			return change.before === null ? undefined : `echo ${quoted(change.before)} | headroom attach ${streamName} --policy - --yes`;
		default:
			return change satisfies never;
	}
}

/** As it was, for as long as it would still last. Beyond the policy's maxOverride the flag makes the command ask; else it does nothing. */
function override(streamName: string, wanted: Override, nowMs: number): string | undefined {
	if (wanted.kind === "none" || wanted.untilMs <= nowMs) return undefined;
	const minutes = Math.ceil((wanted.untilMs - nowMs) / MINUTE_MS);
	return `headroom ${wanted.kind} ${streamName} --for ${minutes}m --longer --replace --reason ${shellWord(wanted.reason)}`;
}

/** @param written absent: the deployed one; `null`: nobody could read it */
function setPolicy(streamName: string, written: unknown): string | undefined {
	if (written === undefined) return `headroom policy reset ${streamName} --yes`;
	if (written === null) return undefined;
	return `echo ${quoted(written)} | headroom policy set ${streamName} --file - --yes`;
}

function quoted(written: unknown): string {
	return shellWord(JSON.stringify(written));
}

/** One word for a POSIX shell, whatever is in it. */
function shellWord(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
