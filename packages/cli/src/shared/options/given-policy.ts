import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { nearestPolicyKey, readPolicy, type WrittenPolicy } from "@headroom/config";
import { type Policy, visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";

/** A policy as a person wrote it, and in the engine's form. */
export interface GivenPolicy {
	readonly written: WrittenPolicy;
	readonly policy: Policy;
}

/**
 * A stream's policy from a file, or from the standard input if the file is `-`. The file has the policy alone, or, like HEADROOM_STREAMS, one for
 * each stream: then the stream's own is taken.
 *
 * @throws CliError if the file cannot be read, is no JSON or no policy: every problem with its path; or if it has other streams' policies alone
 */
export async function readGivenPolicy(file: string, streamName: string): Promise<GivenPolicy> {
	const byStream = await readPolicyFile(file);
	const own = byStream.get(streamName) ?? byStream.get(undefined);
	if (own !== undefined) return checkPolicy(own.written, streamName);
	const names = [...byStream.keys()].map((name) => visibleText(String(name))).join(", ");
	throw new CliError("usage", `${file} has no policy for ${visibleText(streamName)}.`, {
		hints: [`It has one for ${names}. Name one of those streams, or write the policy alone into a file: {"maxShardCount": 8}.`],
	});
}

/**
 * Every policy of a file, by the stream's name; under no name if the file has one policy alone.
 * @throws CliError if the file cannot be read, or is no JSON
 */
export async function readPolicyFile(file: string): Promise<ReadonlyMap<string | undefined, { readonly written: unknown }>> {
	const content = withoutSchema(parse((await contentOf(file)).replace(/^\uFEFF/, ""), file));
	if (!isByStream(content)) return new Map([[undefined, { written: content }]]);
	return new Map(Object.entries(content).map(([name, written]) => [name, { written: withoutSchema(written) }]));
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
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new CliError("usage", `Headroom cannot read ${file} (${reason}).`, {
			hints: ["Name a file with the policy in JSON, or - for the standard input."],
			cause: error,
		});
	}
}

function parse(content: string, file: string): unknown {
	try {
		return JSON.parse(content);
	} catch (error) {
		throw new CliError("usage", `${file} is not valid JSON: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
	}
}
