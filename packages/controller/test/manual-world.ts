import type { ManualPorts, ManualReshardRequest, Ports, ScaleOptions, ScaleProgress, ScaleResult } from "../src/index.ts";
import { scaleStream } from "../src/index.ts";
import { replacing, World } from "./world.ts";

/** A world in which people wait: time passes as long as they do, and `meanwhile` happens at each wait. */
export class ManualWorld extends World {
	/** Of every UpdateShardCount that the service accepted. */
	readonly accepted: { readonly fromShardCount: number; readonly toShardCount: number; readonly atMs: number }[] = [];
	readonly progress: ScaleProgress[] = [];
	meanwhile: () => Promise<unknown> = async () => undefined;

	/** The person's ports: the world's own, and the accepted calls counted. */
	manualPorts(ports: Ports = this.ports): ManualPorts {
		const { stream } = ports;
		return {
			...ports,
			stream: replacing(stream, {
				describeAccount: () => {
					// A call takes time: what was seen before it and what is asked for after it are not of the same moment.
					this.clock.advanceSeconds(0.001);
					return stream.describeAccount();
				},
				updateShardCount: async (streamName, targetShardCount) => {
					const answer = await stream.updateShardCount(streamName, targetShardCount);
					if (answer.kind === "accepted") {
						const { currentShardCount: fromShardCount, targetShardCount: toShardCount } = answer;
						this.accepted.push({ fromShardCount, toShardCount, atMs: this.clock.nowMs() });
					}
					return answer;
				},
			}),
			wait: {
				wait: async (milliseconds, signal) => {
					if (signal?.aborted === true) return;
					this.clock.advanceSeconds(milliseconds / 1000);
					await this.meanwhile();
				},
			},
		};
	}

	scaleTo(targetShardCount: number, changes: Partial<ManualReshardRequest> = {}, options: ScaleOptions = {}): Promise<ScaleResult> {
		const request = { streamName: "votes", targetShardCount, policy: this.stream.policy, by: "ana", reason: "sale at noon", ...changes };
		return scaleStream(this.manualPorts(), request, { onProgress: (progress) => this.progress.push(progress), ...options });
	}

	async reshards(): Promise<string[]> {
		const { history } = await this.history();
		return history.reshards.map(
			({ by, fromShardCount, startedBy, toShardCount }) => `${by ?? startedBy}: ${fromShardCount} → ${toShardCount}`,
		);
	}
}
