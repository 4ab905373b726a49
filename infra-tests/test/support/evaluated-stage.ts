import { evaluateApp } from "../../harness/evaluate-app.ts";
import type { EvaluationRequest } from "../../harness/evaluation-request.ts";
import type { RecordedApp } from "../../harness/recorded-app.ts";
import { NOTIFICATION_EMAILS } from "../../properties/notifications.ts";

/** @throws Error where the stage does not deploy */
export async function evaluatedStage(request: EvaluationRequest): Promise<RecordedApp> {
	const environment = { HEADROOM_NOTIFICATION_EMAILS: NOTIFICATION_EMAILS.join(", "), ...request.environment };
	const evaluation = await evaluateApp({ ...request, environment });
	if (evaluation.kind === "failed") throw new Error(`stage ${request.stage} does not deploy: ${evaluation.message}`);
	return evaluation.app;
}
