import { ApiGatewayV2Client, GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { forgetPoll } from "@headroom/aws/forget-poll";
import { explainError } from "../../../shared/errors/explain-error.ts";
import { span } from "../../../shared/format/time.ts";
import { isLocal } from "../../../shared/session/session-options.ts";
import { absent, broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import { Interrupted } from "../interrupted.ts";
import { signedHeaders } from "../sign-request.ts";
import type { VerifyContext } from "../verify-context.ts";
import { waitFor } from "../wait-for.ts";

const TOKEN = "headroom-verify";
const CHOICE = "yes";
const REQUEST_TIMEOUT_MS = 15_000;
const API = "voting API";

/** One vote goes from the API through the stream to the tally, in a poll of its own, which is deleted when it is counted. */
export async function checkVote(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { deployCommand, session } = context;
	if (!(await context.functions()).hasVoting)
		return [absent(API, "There is no voting API: the voting system is not part of this deployment.")];
	const apiUrl = (context.apiUrl ?? (await findApi(context)))?.replace(/\/+$/, "");
	if (apiUrl === undefined) {
		return [broken("api.missing", API, `There is no HTTP API ${session.deployment}-voting: no vote can come in.`, deployCommand)];
	}
	const voteId = `verify-${context.checkId}`;
	const url = new URL(`${apiUrl}/votes/${voteId}/${TOKEN}/${CHOICE}`);
	const sentAtMs = Date.now();
	const placed = await placeVote(context, url);
	if (placed.kind === "unreachable") return [broken("api.unreachable", API, `${apiUrl} does not answer: ${placed.reason}`, deployCommand)];
	if (placed.status === 401) {
		const says = `whether a vote is counted: ${apiUrl} takes votes only with a token of its issuer (401), and verify has none. Vote with one, then headroom trace <request id>.`;
		return [unchecked("vote.needs-token", API, says)];
	}
	if (placed.status === 403) return [forbiddenFinding(apiUrl, url)];
	if (placed.status !== 200 && placed.status !== 202) {
		const command = `aws logs tail /aws/lambda/${session.names.functions["place-vote"]} --since 10m`;
		return [broken("vote.refused", API, `${apiUrl} answered ${placed.status} to a vote: ${placed.text}`, command)];
	}
	context.leave("one record in the votes stream, until its retention ends", "log lines of that vote");
	return [...queuedFinding(context, placed.status), ...(await countFindings(context, apiUrl, voteId, sentAtMs))];
}

/** As everybody votes; signed, with the caller's credentials, where the API does not take that. Signed requests carry a session token. */
async function placeVote({ session }: VerifyContext, url: URL): Promise<HttpAnswer> {
	const unsigned = await request(url, "POST");
	if (unsigned.kind === "unreachable" || unsigned.status !== 403 || isReadByOthers(url)) return unsigned;
	return request(url, "POST", await signedHeaders(session, "POST", url));
}

function forbiddenFinding(apiUrl: string, url: URL): LinkFinding {
	if (isReadByOthers(url)) {
		const says = `whether a vote is counted: ${apiUrl} takes signed votes only (403), and is not encrypted. A signed request carries your session token.`;
		return unchecked("vote.not-encrypted", API, says, "headroom verify vote --api-url https://…");
	}
	const says = `whether a vote is counted: ${apiUrl} refused a vote that you signed (403). You need execute-api:Invoke on its POST routes.`;
	return { ...unchecked("vote.not-permitted", API, says), isNoAccess: true };
}

function isReadByOthers({ href, protocol }: URL): boolean {
	return protocol === "http:" && !isLocal({ endpointUrl: href });
}

function queuedFinding({ session }: VerifyContext, status: number): readonly LinkFinding[] {
	if (status !== 202) return [];
	const says = "The vote was put into the overflow queue, not into the stream: the stream throttles, or place-vote may not write it.";
	return [broken("vote.queued", API, says, `aws logs tail /aws/lambda/${session.names.functions["place-vote"]} --since 10m`)];
}

async function countFindings(context: VerifyContext, apiUrl: string, voteId: string, sentAtMs: number): Promise<readonly LinkFinding[]> {
	const { session, waitMs } = context;
	let last = "";
	const total = await waitFor(context, async () => {
		const shown = await request(new URL(`${apiUrl}/votes/${voteId}`), "GET");
		last = shown.kind === "unreachable" ? shown.reason : `${shown.status} ${shown.text}`;
		const counted = shown.kind === "answered" && shown.status === 200 ? totalOf(shown.text) : undefined;
		return counted === undefined || counted === 0 ? undefined : counted;
	}).catch((error: unknown) => {
		if (error instanceof Interrupted) return "interrupted" as const;
		throw error;
	});
	const stays = `If it is counted later, the poll ${voteId} stays in ${session.names.tallyTable}.`;
	if (total === "interrupted")
		return [unchecked("vote.interrupted", voteId, `whether a vote is counted: the run was interrupted. ${stays}`)];
	if (total === undefined) {
		const says = `The vote was accepted and is not counted after ${span(waitMs)}; the API shows: ${last} ${stays}`;
		return [
			broken("vote.not-counted", voteId, says, `aws lambda list-event-source-mappings --function-name ${session.names.functions.tally}`),
		];
	}
	const findings: LinkFinding[] = [ok(API, `A vote was accepted, and counted within ${span(Date.now() - sentAtMs)}.`)];
	if (total !== 1) findings.push(broken("vote.counted-twice", voteId, `One vote was sent, and ${total} are counted.`));
	try {
		await forgetPoll({ client: session.documents(), tableName: session.names.tallyTable, voteId, tokens: [TOKEN] });
	} catch (error) {
		const { exit, hints, message } = explainError(error, session.options);
		const says = `The poll ${voteId} could not be deleted: it stays in ${session.names.tallyTable}. ${message}`;
		findings.push({ ...unchecked("vote.left", voteId, says, ...hints), isNoAccess: exit === "no-access" });
	}
	return findings;
}

async function findApi({ session }: VerifyContext): Promise<string | undefined> {
	const client = session.clientOf(ApiGatewayV2Client);
	for (let NextToken: string | undefined; ; ) {
		const page = await client.send(new GetApisCommand({ MaxResults: "100", NextToken }));
		const api = page.Items?.find(({ Name }) => Name === `${session.deployment}-voting`);
		if (api?.ApiEndpoint !== undefined) return api.ApiEndpoint;
		NextToken = page.NextToken;
		if (NextToken === undefined) return undefined;
	}
}

type HttpAnswer =
	| { readonly kind: "answered"; readonly status: number; readonly text: string }
	| { readonly kind: "unreachable"; readonly reason: string };

const LONGEST_TEXT = 300;

async function request(url: URL, method: "GET" | "POST", headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
	try {
		// A redirect would take the signature elsewhere.
		const answer = await fetch(url, { method, headers, redirect: "manual", signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
		return { kind: "answered", status: answer.status, text: (await answer.text()).slice(0, LONGEST_TEXT) };
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
		return { kind: "unreachable", reason: cause instanceof Error ? cause.message : String(cause) };
	}
}

function totalOf(text: string): number | undefined {
	try {
		const { total } = JSON.parse(text) as { readonly total?: unknown };
		return typeof total === "number" ? total : undefined;
	} catch {
		return undefined;
	}
}
