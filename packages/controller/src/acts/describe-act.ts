import { describeOverride, visibleText } from "@headroom/engine";
import type { ActChange, PersonAct } from "../ports/acts-port.ts";

/** A person's act as a sentence, without who and when: "Paused until 2026-11-25 14:00:00 UTC.". In one line, whatever is stored. */
export function describeAct({ brokeOff, change, reason }: Pick<PersonAct, "brokeOff" | "change" | "reason">): string {
	const end = brokeOff === undefined ? "" : ` It broke off: ${brokeOff}`;
	return visibleText(`${describeChange(change)} Reason: ${reason}.${end}`);
}

function describeChange(change: ActChange): string {
	switch (change.kind) {
		case "pause":
		case "hold": {
			const { kind, replaced, untilMs } = change;
			const until = new Date(untilMs).toISOString().slice(0, 19).replace("T", " ");
			const before = replaced.kind === "none" ? "" : ` Before, it was ${describeOverride(replaced)}.`;
			return `${kind === "pause" ? "Paused" : "Held at its count"} until ${until} UTC.${before}`;
		}
		case "resume":
		case "release":
			return change.ended.kind === "none" ? "Nothing was left to end." : `Ended this: ${describeOverride(change.ended)}.`;
		case "policy-set":
			return `Stored the policy ${JSON.stringify(change.after)}, ${replacing(change.before)}.`;
		case "policy-reset":
			return `Went back to the deployed policy, ${replacing(change.before)}.`;
		case "attach":
			if (change.after === undefined) return "Put its alarms again.";
			if (change.isNew) return `Attached with the policy ${JSON.stringify(change.after)}.`;
			return `Attached again with the policy ${JSON.stringify(change.after)}, ${replacing(change.before)}.`;
		case "detach":
			return `Detached. Its policy was ${policyWords(change.before)}.`;
		default:
			return change satisfies never;
	}
}

function replacing(before: unknown): string {
	return before === undefined ? "in place of the deployed one" : `in place of ${policyWords(before)}`;
}

function policyWords(written: unknown): string {
	return written === null ? "one that nobody could read" : JSON.stringify(written);
}
