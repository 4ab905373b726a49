import type { ActChange } from "@headroom/controller";
import type { AttachmentPlan } from "./plan-attachment.ts";

/**
 * An attachment as the history keeps it.
 * @param isManaged whether the stream was managed before, deployed or attached
 */
export function changeOfAttachment({ diff, wanted }: Pick<AttachmentPlan, "diff" | "wanted">, isManaged: boolean): ActChange {
	const { policy } = diff;
	if (!diff.isPolicyChanged) return { kind: "attach", isNew: false };
	if (!isManaged) return { kind: "attach", isNew: true, after: wanted.written };
	if (policy.kind === "none") return { kind: "policy-set", after: wanted.written };
	return { kind: "policy-set", before: policy.kind === "stored" ? policy.written : null, after: wanted.written };
}
