import type { Override } from "@headroom/engine";
import { iso } from "../format/time.ts";

/** An override for programs; `null` if there is none. */
export function overrideJson(override: Override): object | null {
	if (override.kind === "none") return null;
	const { sinceMs } = override;
	return {
		kind: override.kind,
		since: sinceMs === undefined ? null : iso(sinceMs),
		until: iso(override.untilMs),
		by: override.by,
		reason: override.reason,
	};
}
