import { type CloudWatchEmulator, cloudWatchErrorShape, cloudWatchQueryErrorCode } from "@headroom/emulators";
import { awsJsonAnswer } from "../../endpoint/aws-json.ts";
import type { Answer } from "../../endpoint/handle.ts";
import { TARGET_PREFIXES } from "../../endpoint/service-of-request.ts";

/** CloudWatch in AWS JSON 1.0, which newer SDK clients speak. */
export function jsonAnswer(cloudWatch: CloudWatchEmulator, onInternalError: (error: unknown) => void): Answer {
	return awsJsonAnswer({
		targetPrefix: TARGET_PREFIXES.monitoring,
		contentType: "application/x-amz-json-1.0",
		queryCodeOf: cloudWatchQueryErrorCode,
		shapeOf: cloudWatchErrorShape,
		operate: (operation, input) => withEpochSeconds(cloudWatch.handle(operation, input)) as object,
		onInternalError,
	});
}

/** Timestamps on this wire are epoch seconds, with milliseconds as the fraction. */
function withEpochSeconds(value: unknown): unknown {
	if (value instanceof Date) return value.getTime() / 1000;
	if (Array.isArray(value)) return value.map(withEpochSeconds);
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withEpochSeconds(child)]));
	}
	return value;
}
