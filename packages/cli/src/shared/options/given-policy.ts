import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { readPolicy, type WrittenPolicy } from "@headroom/config";
import type { Policy } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";

/** A policy as a person wrote it, and in the engine's form. */
export interface GivenPolicy {
	readonly written: WrittenPolicy;
	readonly policy: Policy;
}

/**
 * A policy from a file, or from the standard input if the file is `-`.
 *
 * @param path the first part of the problems' paths: the stream's name
 * @throws CliError if the file cannot be read, is no JSON or no policy: every problem with its path
 */
export async function readGivenPolicy(file: string, path: string): Promise<GivenPolicy> {
	return checkPolicy(parse(await contentOf(file), file), path);
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
