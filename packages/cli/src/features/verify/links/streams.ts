import { ObservationError } from "@headroom/controller";
import { inOneLine } from "../../../shared/format/in-one-line.ts";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

/** Every managed stream can be resharded: it is there, provisioned, and its policy can be read. */
export async function checkStreams(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { streams, unreadable } = await context.streams();
	const findings: LinkFinding[] = unreadable.map(({ fault, streamName }) =>
		broken(
			"policy.unreadable",
			streamName,
			`The stored policy of ${streamName} cannot be read: ${inOneLine(fault)}`,
			`headroom policy set ${streamName} --file policy.json`,
		),
	);
	for (const { streamName } of streams) findings.push(...(await checkStream(context, streamName)));
	return findings.length > 0
		? findings
		: [ok("streams", `${streams.length} managed stream${streams.length === 1 ? "" : "s"}: there and provisioned.`)];
}

async function checkStream({ ports, session }: VerifyContext, streamName: string): Promise<readonly LinkFinding[]> {
	try {
		const { streamMode, streamStatus } = await ports.stream.describe(streamName);
		if (streamMode === "ON_DEMAND") {
			const { accountId } = await session.caller();
			const arn = session.streamArn(streamName, accountId);
			const command = `aws kinesis update-stream-mode --stream-arn ${arn} --stream-mode-details StreamMode=PROVISIONED`;
			return [broken("stream.on-demand", streamName, `${streamName} is ON_DEMAND: the service refuses UpdateShardCount.`, command)];
		}
		if (streamStatus === "ACTIVE" || streamStatus === "UPDATING") return [];
		return [broken("stream.not-active", streamName, `${streamName} is ${streamStatus}.`)];
	} catch (error) {
		if (!(error instanceof ObservationError && error.code === "observation.stream-not-found")) throw error;
		return [
			broken("stream.missing", streamName, `${streamName} is managed, and there is no such stream.`, `headroom detach ${streamName}`),
		];
	}
}
