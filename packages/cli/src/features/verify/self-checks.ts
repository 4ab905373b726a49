import { InvokeCommand } from "@aws-sdk/client-lambda";
import {
	isSelfCheckAnswer,
	SELF_CHECK_CLIENT_CONTEXT,
	SELF_CHECK_KEY,
	type SelfCheckAnswer,
	type SelfCheckRequest,
} from "@headroom/aws/self-check";
import type { FunctionName } from "@headroom/config";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { DeployedFunctions } from "./deployed-functions.ts";

export type SelfCheck =
	| { readonly kind: "answered"; readonly answer: SelfCheckAnswer }
	/** It answered something else: it was deployed before there were self-checks. */
	| { readonly kind: "not-understood" }
	/** It ended in an error. */
	| { readonly kind: "failed"; readonly reason: string }
	/** It may not be invoked, or could not be. */
	| { readonly kind: "not-invoked"; readonly error: unknown };

/** DescribeLimits takes one call a second: those that ask it come one after the other. */
const ONE_AFTER_THE_OTHER: readonly FunctionName[] = ["autoscaler", "recheck", "sweep"];

/** Asks every function that is there. */
export async function runSelfChecks(
	session: AwsSession,
	{ readings }: DeployedFunctions,
	request: SelfCheckRequest,
): Promise<ReadonlyMap<FunctionName, SelfCheck>> {
	const found = [...readings].flatMap(([name, { kind }]) => (kind === "found" ? [name] : []));
	const checks = new Map<FunctionName, SelfCheck>();
	const check = async (name: FunctionName): Promise<void> => {
		checks.set(name, await selfCheck(session, name, request));
	};
	const atOnce = found.filter((name) => !ONE_AFTER_THE_OTHER.includes(name)).map(check);
	for (const name of found.filter((each) => ONE_AFTER_THE_OTHER.includes(each))) await check(name);
	await Promise.all(atOnce);
	return checks;
}

async function selfCheck(session: AwsSession, name: FunctionName, request: SelfCheckRequest): Promise<SelfCheck> {
	try {
		const { FunctionError, Payload } = await session.lambda().send(
			new InvokeCommand({
				FunctionName: session.names.functions[name],
				InvocationType: "RequestResponse",
				ClientContext: Buffer.from(JSON.stringify(SELF_CHECK_CLIENT_CONTEXT)).toString("base64"),
				Payload: Buffer.from(JSON.stringify({ [SELF_CHECK_KEY]: request })),
			}),
		);
		const payload = parse(Payload);
		if (FunctionError !== undefined) return { kind: "failed", reason: reasonOf(payload) };
		return isSelfCheckAnswer(payload) && payload.checkId === request.checkId
			? { kind: "answered", answer: payload }
			: { kind: "not-understood" };
	} catch (error) {
		return { kind: "not-invoked", error };
	}
}

function parse(payload: Uint8Array | undefined): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(payload));
	} catch {
		return undefined;
	}
}

function reasonOf(payload: unknown): string {
	const { errorMessage, errorType } = (payload ?? {}) as { readonly errorMessage?: string; readonly errorType?: string };
	return `${errorType ?? "Error"}: ${errorMessage ?? "it said no more"}`;
}
