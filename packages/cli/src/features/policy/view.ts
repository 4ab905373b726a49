import { writePolicy } from "@headroom/config";
import { utcSecond, visibleText } from "@headroom/engine";
import { table } from "../../shared/format/table.ts";
import { iso } from "../../shared/format/time.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

const SOURCES = {
	deployed: "as deployed",
	overridden: "stored, in place of the deployed one",
	attached: "stored with attach",
} as const;

/** The policy that applies, key by key, in the engine's form. */
export function policyView(terminal: Terminal, { policy, source, stored, streamName }: KnownStream): string {
	const who = stored === undefined ? "" : ` by ${visibleText(stored.by)} at ${utcSecond(stored.atMs)}`;
	const rows = Object.entries(policy).map(([key, value]) => [key, typeof value === "number" ? String(value) : JSON.stringify(value)]);
	return [
		`${terminal.colors.bold(streamName)}: ${SOURCES[source]}${who}`,
		"",
		table(terminal, [{ title: "key" }, { title: "value" }], rows),
	].join("\n");
}

/** What a file has to have so that `policy set` stores this policy. */
export function policyFile({ policy, stored }: Pick<KnownStream, "policy" | "stored">): unknown {
	return stored?.written ?? writePolicy(policy);
}

/** The body of `policy get --json`. */
export function policyJson({ policy, source, stored }: KnownStream): object {
	return {
		source,
		stored: stored === undefined ? null : { by: stored.by, at: iso(stored.atMs), revision: stored.revision },
		written: stored?.written ?? null,
		policyFile: policyFile({ policy, stored }),
		policy,
	};
}
