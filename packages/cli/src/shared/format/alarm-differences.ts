import type { AlarmDifference } from "@headroom/controller";

/** A longer value would hide the rest of the sentence. */
const SHOWN_LENGTH = 90;

/** "Threshold 0.9 instead of 0.8". */
export function formatAlarmDifferences(differences: readonly AlarmDifference[]): string {
	// The description says the same in words.
	const telling = differences.length === 1 ? differences : differences.filter(({ attribute }) => attribute !== "AlarmDescription");
	return telling.map(({ attribute, is, mustBe }) => `${attribute} ${shown(is)} instead of ${shown(mustBe)}`).join("; ");
}

function shown(json: string | undefined): string {
	if (json === undefined) return "none";
	return json.length <= SHOWN_LENGTH ? json : `${json.slice(0, SHOWN_LENGTH)}…`;
}
