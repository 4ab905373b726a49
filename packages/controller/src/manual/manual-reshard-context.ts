import { EvaluationContext } from "../evaluate/evaluation-context.ts";
import { isSameOverride } from "../history/active-override.ts";
import type { ManualPorts, ManualReshardRequest, ManualReshardStep, ScaleOptions } from "./manual-reshard.ts";

/** The state of a person's reshard, from the first snapshot to the last step. */
export class ManualReshardContext extends EvaluationContext<ManualPorts> {
	readonly request: ManualReshardRequest;
	readonly options: ScaleOptions;
	/** The steps that the service accepted, in order. */
	readonly done: ManualReshardStep[] = [];
	/** As last described. */
	openShardCount = 0;
	/** The requested hold, once it is set. It is set only once, because a colleague may end it. */
	hold: { readonly untilMs: number; readonly isEnded: boolean } | undefined;

	constructor(ports: ManualPorts, request: ManualReshardRequest, options: ScaleOptions) {
		super(ports, request.streamName, { kind: "person", by: request.by });
		this.request = request;
		this.options = options;
	}

	/** Notes whether somebody has ended or replaced the hold, by the newest snapshot. */
	checkHold(): void {
		const { by, reason } = this.request;
		if (this.hold === undefined) return;
		const { untilMs } = this.hold;
		this.hold = { untilMs, isEnded: !isSameOverride(this.override, { kind: "hold", untilMs, by, reason }) };
	}
}
