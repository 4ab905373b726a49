import { evaluateStreams } from "@headroom/controller";
import { composeAutoscaler } from "./autoscaling/compose.ts";

const { ports, streams } = composeAutoscaler("sweep", process.env);

/** Every managed stream, whether or not an alarm arrived. */
export const handler = async (): Promise<void> => {
	await evaluateStreams(ports, await streams.all(), { kind: "sweep" });
};
