import { LoadError } from "../load-error.ts";

const PROBE_TIMEOUT_MS = 10_000;

/** A poll without votes: reading its results changes nothing. */
const PROBE_POLL_ID = "headroom-probe";

/**
 * Checks that the target is a voting API before thousands of votes go there: it answers the results of any poll, even without votes.
 *
 * @throws LoadError if nothing answers, or something else does
 */
export async function probeTarget(apiUrl: string): Promise<void> {
	const path = `/votes/${PROBE_POLL_ID}`;
	let response: Response;
	let text: string;
	try {
		response = await fetch(apiUrl + path, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), redirect: "manual" });
		text = await response.text();
	} catch (error) {
		throw new LoadError(
			`Nothing answers at ${apiUrl} (${reasonOf(error)}). Start a local cloud with npm start, or give the URL of a deployed one.`,
		);
	}
	if (isEmptyPoll(text)) return;
	const type = response.headers.get("content-type") ?? "no content type";
	throw new LoadError(
		`${apiUrl} is not a Headroom voting API: GET ${path} answered ${response.status} (${type}), not a poll's results. Give the API's URL without a path.`,
	);
}

function isEmptyPoll(text: string): boolean {
	try {
		const results = JSON.parse(text) as { vote_id?: unknown; total?: unknown } | null;
		return results?.vote_id === PROBE_POLL_ID && typeof results.total === "number";
	} catch {
		return false;
	}
}

function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (error.name === "TimeoutError") return `no answer within ${PROBE_TIMEOUT_MS / 1000} s`;
	const cause = error.cause instanceof Error ? error.cause : error;
	return "code" in cause ? String(cause.code) : cause.message;
}
