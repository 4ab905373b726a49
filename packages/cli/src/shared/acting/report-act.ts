import { type ActChange, AutoscalerError, ErrorCollector, type PersonAct, reportAct } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";
import type { SessionPorts } from "../session/session-ports.ts";

/** What a person is about to do, but for who and when. */
export interface OrderedAct extends Pick<PersonAct, "reason" | "streamName"> {
	readonly change: ActChange;
	/** Whose stream it is, by its policy. */
	readonly team?: string | undefined;
}

/**
 * Does the work, records it in the history, and tells people. Work that breaks off is recorded, too: some of it may be done.
 *
 * @returns with `missed`: what could not be recorded or told, a sentence each. The work is done all the same
 */
export async function reportingAct<Result>(
	session: Pick<AwsSession, "caller">,
	ports: Pick<SessionPorts, "clock" | "history" | "notifier" | "telemetry">,
	{ team, ...ordered }: OrderedAct,
	work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly missed: readonly string[] }> {
	const { by, identity } = await session.caller();
	const report = async (brokeOff?: string): Promise<readonly string[]> => {
		const errors = new ErrorCollector();
		const act = { ...ordered, atMs: ports.clock.nowMs(), by, identity, ...(brokeOff === undefined ? {} : { brokeOff }) };
		await reportAct(ports, act, errors, team);
		return errors.reasons().map((says) => `The history or the message is missing: ${says}`);
	};
	try {
		const result = await work();
		return { result, missed: await report() };
	} catch (error) {
		// A refusal is a CliError: nothing was done.
		if (!(error instanceof AutoscalerError)) throw error;
		const missed = await report(error.message);
		if (missed.length === 0) throw error;
		const { code, retryable, streamName } = error;
		throw new AutoscalerError([error.message, ...missed].join(" "), {
			code,
			retryable,
			...(streamName !== undefined && { streamName }),
			cause: error,
		});
	}
}

/** The team in a policy that was stored; undefined if it names none. */
export function teamIn(written: unknown): string | undefined {
	const team: unknown = typeof written === "object" && written !== null && "team" in written ? written.team : undefined;
	return typeof team === "string" ? team : undefined;
}
