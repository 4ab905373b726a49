import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { nearestPolicyKey, readPolicy, type WrittenPolicy } from "@headroom/config";
import { type Policy, visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import { unusableFile } from "../errors/unusable-file.ts";

/** A policy as a person wrote it, and in the engine's form. */
export interface GivenPolicy {
	readonly written: WrittenPolicy;
	readonly policy: Policy;
}

/** Every policy of a file, as written, by the stream's name; under no name if the file has one policy alone. */
export interface PolicyFile {
	/** Its name, for messages. */
	readonly file: string;
	readonly byStream: ReadonlyMap<string | undefined, unknown>;
}

/**
 * The policies of a file, or of the standard input if the file is `-`: one alone, or, like HEADROOM_STREAMS, one for each stream. What `policy get --json`
 * prints is read as the policy that it shows.
 *
 * @throws CliError if the file cannot be read, or is no JSON
 */
export async function readPolicyFile(file: string): Promise<PolicyFile> {
	const name = file === "-" ? "the standard input" : file;
	const content = shownPolicy(withoutSchema(parse((await contentOf(file)).replace(/^\uFEFF/, ""), name)));
	if (!isByStream(content)) return { file: name, byStream: new Map([[undefined, content]]) };
	return { file: name, byStream: new Map(Object.entries(content).map(([stream, written]) => [stream, withoutSchema(written)])) };
}

/**
 * The stream's own policy, or the one that the file has alone.
 * @throws CliError if it is no policy: every problem with its path; or if the file has other streams' policies alone
 */
export function policyFor({ byStream, file }: PolicyFile, streamName: string): GivenPolicy {
	for (const name of [streamName, undefined]) if (byStream.has(name)) return checkPolicy(byStream.get(name), streamName);
	throw new CliError("usage", `${file} has no policy for ${visibleText(streamName)}.`, {
		hints: [
			`It has one for ${streamsOf(byStream)}. Name one of those streams, or write the policy alone into a file: {"maxShardCount": 8}.`,
		],
	});
}

/** The policy of a file for traffic that is no stream's of its own. @throws CliError as {@link policyFor} does; or if it has several */
export function policyForTraffic({ byStream, file }: PolicyFile): GivenPolicy {
	const [only] = byStream;
	if (only !== undefined && byStream.size === 1) return checkPolicy(only[1], only[0] ?? "policy");
	throw new CliError("usage", `${file} has a policy for each of several streams: ${streamsOf(byStream)}.`, {
		hints: ['Replay one of those streams\' own past, or write the policy alone into a file: {"maxShardCount": 8}.'],
	});
}

function streamsOf(byStream: PolicyFile["byStream"]): string {
	return [...byStream.keys()].map((name) => visibleText(String(name))).join(", ");
}

/** Of the document of `policy get --json`, the policy or the streams' policies in it. */
function shownPolicy(content: unknown): unknown {
	if (!isObject(content) || content["kind"] !== "policy") return content;
	const { streams } = content;
	if (!Array.isArray(streams)) return isObject(content["policyFile"]) ? content["policyFile"] : content;
	const readable = streams.filter((stream) => isObject(stream) && isObject(stream["policyFile"]));
	return Object.fromEntries(readable.map(({ policyFile, streamName }) => [streamName, policyFile]));
}

/** Streams' names, each with an object. No key of a policy has one, and a name that is like a key is a misspelt key. */
function isByStream(content: unknown): content is Readonly<Record<string, object>> {
	if (!isObject(content)) return false;
	const entries = Object.entries(content);
	return entries.length > 0 && entries.every(([name, value]) => nearestPolicyKey(name) === undefined && isObject(value));
}

/** `$schema` is for editors. */
function withoutSchema(written: unknown): unknown {
	if (!isObject(written) || typeof written["$schema"] !== "string") return written;
	const { $schema: _, ...rest } = written;
	return rest;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @throws CliError naming every problem with its path */
export function checkPolicy(written: unknown, path: string): GivenPolicy {
	const reading = readPolicy(written, path);
	if (reading.kind === "policy") return { written: written as WrittenPolicy, policy: reading.policy };
	const { problems } = reading;
	throw new CliError("usage", `The policy has ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}.`, {
		hints: [...problems.map((problem) => `${problem.path}: ${problem.message}`), "docs/policy.md describes every key."],
	});
}

async function contentOf(file: string): Promise<string> {
	if (file === "-") return text(process.stdin);
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		throw unusableFile(file, error, ["Name a file with the policy in JSON, or - for the standard input."]) ?? error;
	}
}

function parse(content: string, file: string): unknown {
	try {
		return JSON.parse(content);
	} catch (error) {
		throw new CliError("usage", `${file} is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
	}
}
