import { evaluateStreams } from "@headroom/controller";
import { composeAutoscaler } from "./autoscaling/compose.ts";
import { tryEvaluation } from "./self-check/try-evaluation.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";

const autoscaler = composeAutoscaler("sweep", process.env);

/** Every managed stream, whether or not an alarm arrived. */
export const handler = withSelfCheck(
	"sweep",
	(request) => tryEvaluation("sweep", autoscaler, process.env, request),
	async (_event: unknown): Promise<void> => {
		await evaluateStreams(autoscaler.ports, await autoscaler.streams.all(), { kind: "sweep" });
	},
);
