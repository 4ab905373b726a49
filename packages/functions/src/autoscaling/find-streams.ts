import { type ManagedSettings, managedStreams } from "@headroom/config/managed-streams";
import { parseStreams, type StreamSettings } from "@headroom/config/settings";
import {
	HistoryError,
	type ManagedStream,
	type ManagedStreamsPort,
	PolicyError,
	type Ports,
	type StandingPolicy,
	type UnreadableStream,
} from "@headroom/controller";
import { FUNCTION_EVENTS } from "./function-events.ts";

export type FoundStream = ManagedStream | UnreadableStream;

/**
 * Finds the managed streams: deployed ones and attached ones. It reads anew each time, so that a change applies at once. If it cannot read
 * the stored policies, it returns every stream that may have one with that fault. Headroom then does not decide by the deployed policy,
 * since another one may be stored, and people get a message.
 */
export interface ManagedStreamFinder {
	/** One stream; undefined if it is not managed. Costs one read. */
	find(streamName: string): Promise<FoundStream | undefined>;
	/** All managed streams. Costs one read, and one write after a deployment that changed them. */
	all(): Promise<AllStreams>;
	/** Remember for the next sweep how far this one has come. Costs one write; does not throw. */
	keepPosition(afterStreamName: string): Promise<void>;
}

export interface AllStreams {
	readonly found: readonly FoundStream[];
	/** Where the sweep before stopped; absent where none did lately. */
	readonly afterStreamName?: string | undefined;
}

/** A sweep that stopped earlier than that was followed by others that did not: where it stopped says nothing any longer. */
const POSITION_MAX_AGE_MS = 600_000;

/**
 * @param streamsJson the value of `HEADROOM_STREAMS`
 * @throws ConfigError listing every fault of the deployed policies
 */
export function managedStreamFinder(
	port: ManagedStreamsPort,
	streamsJson: string,
	{ clock, telemetry }: Pick<Ports, "clock" | "telemetry">,
): ManagedStreamFinder {
	const deployed = parseStreams(streamsJson);

	/** If it fails, the next sweep tries again; until then readers of the table see the streams of the last deployment. */
	async function recordDeployed(): Promise<void> {
		try {
			await port.recordDeployed({ streamsJson, atMs: clock.nowMs() });
		} catch (error) {
			telemetry.log("warn", FUNCTION_EVENTS.streamsNotRecorded, { reason: error instanceof Error ? error.message : String(error) });
		}
	}

	async function all(): Promise<AllStreams> {
		try {
			const { deployed: recorded, stored, sweepPosition } = await port.list();
			if (recorded?.streamsJson !== streamsJson) await recordDeployed();
			const isRecent = sweepPosition !== undefined && clock.nowMs() - sweepPosition.atMs < POSITION_MAX_AGE_MS;
			return { found: foundStreams(deployed, stored), ...(isRecent ? { afterStreamName: sweepPosition.afterStreamName } : {}) };
		} catch (error) {
			const fault = asFault(error);
			return { found: deployed.map(({ streamName }) => ({ streamName, fault })) };
		}
	}

	return {
		find: async (streamName) => {
			try {
				const stored = await port.find(streamName);
				const ofStream = deployed.filter((settings) => settings.streamName === streamName);
				return foundStreams(ofStream, stored.kind === "none" ? [] : [stored])[0];
			} catch (error) {
				return { streamName, fault: asFault(error) };
			}
		},
		all,
		keepPosition: async (afterStreamName) => {
			try {
				await port.recordSweepPosition({ afterStreamName, atMs: clock.nowMs() });
			} catch (error) {
				telemetry.log("warn", FUNCTION_EVENTS.sweepNotRecorded, { reason: error instanceof Error ? error.message : String(error) });
			}
		},
	};
}

function asFault(error: unknown): HistoryError {
	if (error instanceof HistoryError) return error;
	throw error;
}

function foundStreams(deployed: readonly StreamSettings[], standing: readonly StandingPolicy[]): FoundStream[] {
	const malformed = standing.filter((each) => each.kind === "malformed");
	const readable = deployed.filter(({ streamName }) => !malformed.some((each) => each.streamName === streamName));
	return [
		...managedStreams(
			readable,
			standing.filter((each) => each.kind === "stored"),
		).map(foundStream),
		...malformed.map(({ error, streamName }) => ({ streamName, fault: error })),
	];
}

function foundStream(settings: ManagedSettings): FoundStream {
	const { streamName } = settings;
	if (settings.kind === "managed") return { streamName, policy: settings.policy };
	const fault = new PolicyError(settings.error.message, {
		code: "policy.malformed",
		retryable: false,
		streamName,
		cause: settings.error,
	});
	return { streamName, fault };
}
