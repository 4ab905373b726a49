import { placeDifferences, streamReference } from "@headroom/config";
import { visibleText } from "@headroom/engine";
import { Command } from "commander";
import { CliError } from "../errors/cli-error.ts";
import type { AwsSession } from "../session/aws-session.ts";

/** The argument's name, in every command that takes streams. */
const STREAM_ARGUMENT = /^streams?$/;

/**
 * A command's arguments with each stream by its name: a person may give the ARN as well.
 *
 * @param args as Commander passes them: the arguments, the options, the command
 * @throws CliError for an ARN that is no stream's, or a stream's of another account, Region or partition
 */
export async function withStreamNames<Arguments extends readonly unknown[]>(session: AwsSession, args: Arguments): Promise<Arguments> {
	const command = args.at(-1);
	if (!(command instanceof Command)) return args;
	const named = await Promise.all(
		args.map((arg, index) => {
			if (!STREAM_ARGUMENT.test(command.registeredArguments[index]?.name() ?? "")) return arg;
			if (Array.isArray(arg)) return Promise.all(arg.map((each: string) => streamName(session, each)));
			return typeof arg === "string" ? streamName(session, arg) : arg;
		}),
	);
	return named as unknown as Arguments;
}

async function streamName(session: AwsSession, written: string): Promise<string> {
	const reference = streamReference(written);
	if (reference.kind === "name") return written;
	const shown = visibleText(written);
	if (reference.kind === "malformed-arn") {
		throw new CliError("usage", `${shown} is not the ARN of a Kinesis stream.`, {
			hints: [
				written.includes("*")
					? "A pattern is of names: 'orders-*'."
					: "It is like arn:aws:kinesis:us-east-1:123456789012:stream/orders. The stream's name does as well.",
			],
		});
	}
	const { accountId } = await session.caller();
	const [difference] = placeDifferences(reference, { partition: session.partition, region: session.region, accountId }, "this command");
	if (difference === undefined) return reference.streamName;
	throw new CliError("usage", `${shown} ${difference}.`, {
		hints: ["Name the place with --region or --profile. Headroom looks after the streams of its own account and Region alone."],
	});
}
