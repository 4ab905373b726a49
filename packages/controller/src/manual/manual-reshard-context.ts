import type { Override } from "@headroom/engine";
import { EvaluationContext } from "../evaluate/evaluation-context.ts";
import { isSameOverride } from "../history/active-override.ts";
import type { HoldState } from "./hold-state.ts";
import type { ManualPorts, ManualReshardRequest, ManualReshardStep, ScaleOptions } from "./manual-reshard.ts";

/** The state of a person's reshard, from the first snapshot to the last step. */
export class ManualReshardContext extends EvaluationContext<ManualPorts> {
	readonly request: ManualReshardRequest;
	readonly options: ScaleOptions;
	/** The steps that the service accepted, in order. */
	readonly done: ManualReshardStep[] = [];
	/** As last described. */
	openShardCount = 0;
	/** It is set only once, because a colleague may end it. */
	hold: HoldState = { kind: "not-set" };

	constructor(ports: ManualPorts, request: ManualReshardRequest, options: ScaleOptions) {
		super(ports, request.streamName, { kind: "person", by: request.by });
		this.team = request.policy?.team;
		this.request = request;
		this.options = options;
	}

	/** The override of the newest snapshot. Somebody may have ended or replaced the hold since the one before. */
	noteOverride(override: Override): void {
		this.override = override;
		const { by, reason } = this.request;
		if (this.hold.kind !== "set") return;
		const { untilMs } = this.hold;
		if (!isSameOverride(override, { kind: "hold", untilMs, by, reason })) this.hold = { kind: "ended" };
	}
}
