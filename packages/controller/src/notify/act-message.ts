import { visibleText } from "@headroom/engine";
import { describeAct } from "../acts/describe-act.ts";
import { undoOfAct } from "../acts/undo-act.ts";
import type { ActChange, PersonAct } from "../ports/acts-port.ts";
import type { Notification } from "../ports/notifier-port.ts";
import { body, subject } from "./message.ts";

const SUBJECTS: Readonly<Record<ActChange["kind"], string>> = {
	attach: "attached",
	detach: "detached",
	hold: "held",
	pause: "paused",
	"policy-reset": "back to its deployed policy",
	"policy-set": "has another policy",
	release: "released",
	resume: "resumed",
};

/** What a person did to the stream by a command, and the command that undoes it. */
export function actMessage(act: PersonAct, team?: string): Notification {
	const { by, change, identity, streamName } = act;
	const undo = undoOfAct(act, act.atMs);
	return {
		kind: "act",
		severity: act.brokeOff === undefined ? "info" : "warning",
		streamName,
		dedupeKey: `act#${change.kind}#${act.atMs}`,
		...(team === undefined ? {} : { team }),
		subject: subject(streamName, `${SUBJECTS[change.kind]}${act.brokeOff === undefined ? "" : ", not wholly"}`),
		body: body([
			`${streamName}: ${describeAct(act)}`,
			[`By: ${visibleText(identity ?? by)}.`, ...(undo === undefined ? [] : [`Undo: ${undo}`])],
		]),
	};
}
