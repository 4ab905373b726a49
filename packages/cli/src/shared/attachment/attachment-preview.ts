import { isRateRefusal, type PutMetricAlarmInput } from "@headroom/controller";
import { type Policy, SHARD_PRICES_READ_ON } from "@headroom/engine";
import { type RunFigures, type SimulationReport, simulate } from "@headroom/simulator";
import { CliError } from "../errors/cli-error.ts";
import type { SessionPorts } from "../session/session-ports.ts";
import { readStreamTraffic } from "../simulation/stream-traffic.ts";
import { type HeadroomCost, headroomCost } from "./headroom-cost.ts";

const DAY_MS = 86_400_000;
const REPLAYED_DAYS = 14;

/** What would have happened, and what it costs, before a person says yes. */
export interface AttachmentPreview {
	/** The policy in words. */
	readonly policy: string;
	readonly replay: Replay;
	readonly headroomCost: HeadroomCost;
}

export type Replay =
	| {
			readonly kind: "replayed";
			readonly days: number;
			readonly leastShardCount: number;
			readonly mostShardCount: number;
			readonly throttledShare: number;
			readonly mostReshardsInADay: number;
			readonly usdPerMonth?: number;
			readonly pricesReadOn: string;
	  }
	/** One sentence: why there is none. An attachment does not need it. */
	| { readonly kind: "not-replayed"; readonly reason: string };

/** Reads the stream's last two weeks from CloudWatch. Never throws for what they hold. */
export async function previewAttachment(
	ports: Pick<SessionPorts, "clock" | "load">,
	{ alarms, policy, streamName }: { readonly streamName: string; readonly policy: Policy; readonly alarms: readonly PutMetricAlarmInput[] },
): Promise<AttachmentPreview> {
	return { policy: policyInWords(policy), replay: await replayed(ports, streamName, policy), headroomCost: headroomCost(alarms) };
}

async function replayed(ports: Pick<SessionPorts, "clock" | "load">, streamName: string, policy: Policy): Promise<Replay> {
	try {
		const load = await readStreamTraffic(ports, streamName, { since: ports.clock.nowMs() - REPLAYED_DAYS * DAY_MS, writeAttempts: 1 });
		// Nobody knows yet whether its producers publish their throttles.
		return replayOf(await simulate({ load, policy, contenders: ["headroom-foreign"] }));
	} catch (error) {
		const isExpected = error instanceof CliError || isRateRefusal(error) || (error instanceof Error && error.name === "ObservationError");
		if (!isExpected) throw error;
		return { kind: "not-replayed", reason: error.message };
	}
}

function replayOf({ load, rows }: SimulationReport): Replay {
	const [row] = rows;
	if (row === undefined) return { kind: "not-replayed", reason: "There was nothing to replay." };
	const { figures, usdPerMonth } = row;
	return {
		kind: "replayed",
		days: load.durationSeconds / (DAY_MS / 1_000),
		leastShardCount: leastShardCount(figures),
		mostShardCount: figures.maxShardCount,
		throttledShare: figures.throttledShare,
		mostReshardsInADay: figures.mostReshardsInADay,
		...(usdPerMonth !== undefined && { usdPerMonth }),
		pricesReadOn: SHARD_PRICES_READ_ON,
	};
}

function leastShardCount({ maxShardCount, reshards }: RunFigures): number {
	const [first] = reshards;
	if (first === undefined) return maxShardCount;
	return Math.min(first.fromShardCount, ...reshards.map(({ toShardCount }) => toShardCount));
}

function policyInWords(policy: Policy): string {
	const { maxShardCount, minShardCount, scaleInUtilization, scaleOutUtilization, scheduledFloors, targetUtilization } = policy;
	const floors = scheduledFloors.length === 0 ? "" : ` Scheduled floors: ${scheduledFloors.map(({ name }) => name).join(", ")}.`;
	return (
		`${minShardCount} to ${maxShardCount} shards. It scales out above ${percent(scaleOutUtilization)} of a shard and when writes are throttled, in below ` +
		`${percent(scaleInUtilization)}, and aims for ${percent(targetUtilization)}.${floors}`
	);
}

function percent(share: number): string {
	return `${Math.round(share * 100)} %`;
}
