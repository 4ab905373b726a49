import type { Policy } from "@headroom/engine";
import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { ENVIRONMENT } from "./deployment.ts";
import { STREAM_NAME_PATTERN } from "./environment.ts";
import { readPolicy } from "./policy.ts";

/** A deployed stream and its policy. */
export interface StreamSettings {
	readonly streamName: string;
	readonly policy: Policy;
}

/**
 * The deployed streams from the environment: `{ "votes": { "maxShardCount": 8 }, "orders": {} }`.
 *
 * @param json value of `HEADROOM_STREAMS`
 * @returns one entry for each stream, in the written order; none if a deployment has only attached streams
 * @throws ConfigError listing every problem of every stream with its path
 */
export function parseStreams(json: string): StreamSettings[] {
	const source = ENVIRONMENT.streams;
	const written = parseJson(json, source);
	if (typeof written !== "object" || written === null || Array.isArray(written)) {
		throw new ConfigError(source, [
			{ path: source, message: 'must be a JSON object of stream names and their policies, such as {"votes": {"maxShardCount": 8}}' },
		]);
	}
	const entries = Object.entries(written);
	const problems: ConfigProblem[] = [];
	const streams: StreamSettings[] = [];
	for (const [streamName, policy] of entries) {
		const path = streamName === "" ? '""' : streamName;
		if (!STREAM_NAME_PATTERN.test(streamName)) {
			problems.push({ path, message: "is not a Kinesis stream name (1 to 128 letters, digits, '_', '.', '-')" });
		}
		const reading = readPolicy(policy, path);
		if (reading.kind === "problems") problems.push(...reading.problems);
		else streams.push({ streamName, policy: reading.policy });
	}
	if (problems.length > 0) throw new ConfigError(source, problems);
	return streams;
}

function parseJson(json: string, source: string): unknown {
	try {
		return JSON.parse(json);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new ConfigError(source, [{ path: source, message: `must be JSON: ${reason}` }]);
	}
}
