/**
 * What the state reason of an alarm begins with that was set to see whether the autoscaler hears it. CloudWatch's own reasons begin with
 * "Threshold Crossed" or "Unchecked".
 */
const MARK = "headroom probe ";

const PROBE_REASON = /^headroom probe ([0-9a-z-]{8,36})(?=[:\s]|$)/;

/** @param probeId 8 to 36 of `0-9a-z-` */
export function probeReason(probeId: string): string {
	return `${MARK}${probeId}: set by headroom verify. Nothing is wrong. The autoscaler decides and logs, and does nothing.`;
}

/** The probe that set an alarm's state; undefined of a state that CloudWatch or somebody else set. */
export function probeIdOf(stateReason: unknown): string | undefined {
	return typeof stateReason === "string" ? PROBE_REASON.exec(stateReason)?.[1] : undefined;
}
