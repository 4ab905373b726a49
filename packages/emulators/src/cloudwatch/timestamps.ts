/** How CloudWatch spells moments; all are UTC. */

/** 2026-11-23T10:00:10.123+0000: in state timestamps, reason data, Lambda events and SNS messages. */
export function isoWithoutColon(atMs: number): string {
	return new Date(atMs).toISOString().replace("Z", "+0000");
}

/** 2026-11-23T10:00:10Z: the `time` of an EventBridge event. */
export function isoSeconds(atMs: number): string {
	return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** 23/11/26 10:00:10: a datapoint in a state reason. */
export function dayAndTime(atMs: number): string {
	const [date = "", time = ""] = new Date(atMs).toISOString().split("T");
	const [year = "", month = "", day = ""] = date.split("-");
	return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
