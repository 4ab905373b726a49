import { ConfigError } from "../src/index.ts";

/** The problems of the ConfigError that `parse` throws, one a line; none where it throws nothing. */
export function problemsOf(parse: () => unknown): string[] {
	const error = configErrorOf(parse);
	return error === undefined ? [] : error.problems.map(({ path, message }) => `${path}: ${message}`);
}

export function messageOf(parse: () => unknown): string | undefined {
	return configErrorOf(parse)?.message;
}

function configErrorOf(parse: () => unknown): ConfigError | undefined {
	try {
		parse();
	} catch (error) {
		if (error instanceof ConfigError) return error;
		throw error;
	}
	return undefined;
}
