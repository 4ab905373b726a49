import { sdkFault } from "@headroom/aws/sdk-errors";
import { AutoscalerError } from "@headroom/controller";
import { explainError } from "../../shared/errors/explain-error.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { Check, CheckContext } from "./check.ts";
import type { Finding } from "./finding.ts";

/** Runs all checks concurrently. A check that fails is a finding of its own and does not stop the others. */
export async function runChecks(checks: readonly Check[], context: CheckContext): Promise<Finding[]> {
	const found = await Promise.all(
		checks.map((check) => check.run(context).catch((error: unknown) => [unchecked(check, error, context.session)])),
	);
	return found.flat();
}

function unchecked({ title }: Check, error: unknown, { options }: AwsSession): Finding {
	const cause = error instanceof AutoscalerError ? error.cause : error;
	const isUnserved = sdkFault(cause).name === "UnknownServiceException" || sdkFault(cause).message.includes("does not serve");
	if (isUnserved) {
		return {
			severity: "unchecked",
			code: "check.not-served",
			where: title,
			says: `Not checked: ${title}: the endpoint does not serve this.`,
			fix: [],
		};
	}
	const { hints, message } = explainError(error, options);
	return { severity: "unchecked", code: "check.failed", where: title, says: `Not checked: ${title}: ${message}`, fix: hints };
}
