import type { ConfigProblem } from "@headroom/config";

/**
 * A function's name has at most 64 characters, and the longest is `headroom-<stage>-drain-overflow`.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html FunctionName read 2026-11-25
 */
const MAX_STAGE_LENGTH = 40;

/** What the names of functions, queues and topics may hold; same page, and API_CreateQueue, API_CreateTopic. */
const STAGE_PATTERN = /^[a-zA-Z0-9_-]+$/;

export function stageProblems(stage: string): ConfigProblem[] {
	const problems: ConfigProblem[] = [];
	if (stage.length > MAX_STAGE_LENGTH) {
		problems.push({
			path: "--stage",
			message: `must be at most ${MAX_STAGE_LENGTH} characters, since names are made of it, has ${stage.length}`,
		});
	}
	if (!STAGE_PATTERN.test(stage)) {
		problems.push({
			path: "--stage",
			message: `must be letters, digits, '_' and '-', since names are made of it, is ${JSON.stringify(stage)}`,
		});
	}
	return problems;
}
