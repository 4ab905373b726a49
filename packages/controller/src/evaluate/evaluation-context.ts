import type { Override } from "@headroom/engine";
import { ErrorCollector } from "../error-collector.ts";
import type { Message } from "../notify/message.ts";
import { notifyOnce } from "../notify/notify-once.ts";
import { withOverrideNote } from "../notify/override-message.ts";
import type { DecisionEntry } from "../ports/ledger-port.ts";
import type { Ports } from "../ports/ports.ts";
import type { Wakeup } from "../ports/wakeup.ts";

/** The state that one evaluation of one stream carries from step to step. */
export class EvaluationContext<P extends Ports = Ports> {
	readonly ports: P;
	readonly streamName: string;
	readonly wakeup: Wakeup;
	readonly errors = new ErrorCollector();
	/** The active override, once the history is read. Every message from then on names it, a failure's too. */
	override: Override = { kind: "none" };

	/** Whose stream it is, once the policy is read. */
	team: string | undefined;

	constructor(ports: P, streamName: string, wakeup: Wakeup) {
		this.ports = ports;
		this.streamName = streamName;
		this.wakeup = wakeup;
	}

	/** @returns see {@link notifyOnce} */
	notify(message: Message, entry?: DecisionEntry, errors: ErrorCollector = this.errors): ReturnType<typeof notifyOnce> {
		const { override, ports, team } = this;
		return notifyOnce(ports, { ...withOverrideNote(message, override), ...(team === undefined ? {} : { team }) }, entry, errors);
	}
}
