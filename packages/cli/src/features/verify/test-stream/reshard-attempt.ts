import { type KinesisClient, ScalingType, UpdateShardCountCommand } from "@aws-sdk/client-kinesis";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { reshardRefusalOf } from "@headroom/controller";

export type ReshardAttempt =
	| { readonly kind: "accepted" }
	| {
			readonly kind: "refused";
			readonly name: string;
			readonly message: string;
			/** What Headroom takes it for; `none` where it takes it for no refusal. */
			readonly readAs: string;
			readonly isAccessDenied: boolean;
	  };

/** UpdateShardCount, once. */
export async function attemptReshard(kinesis: KinesisClient, StreamName: string, TargetShardCount: number): Promise<ReshardAttempt> {
	try {
		await kinesis.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: ScalingType.UNIFORM_SCALING }));
		return { kind: "accepted" };
	} catch (error) {
		const fault = sdkFault(error);
		if (fault.kind === "unavailable") throw error;
		const { kind, message, name } = fault;
		return {
			kind: "refused",
			name,
			message,
			readAs: kind === "access-denied" || kind === "not-found" ? "none" : reshardRefusalOf(name, message),
			isAccessDenied: kind === "access-denied",
		};
	}
}
