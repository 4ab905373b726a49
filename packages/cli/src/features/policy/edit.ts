import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import type { StreamPlan, StreamResult } from "../../shared/acting/stream-plan.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { REASON_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { type GivenPolicy, policyFor, readPolicyFile } from "../../shared/options/given-policy.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { assertOneStream } from "../../shared/streams/name-streams.ts";
import { ask } from "../../shared/terminal/ask.ts";
import { openEditor } from "../../shared/terminal/open-editor.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { type PolicyStore, storePlan } from "./store-plan.ts";
import { policyFile } from "./view.ts";

export function editPolicyCommand({ env, terminal, withSession }: CommandContext): Command {
	return new Command("edit")
		.summary("change the policy in your editor")
		.description(
			"Opens the policy in $VISUAL or $EDITOR, checks it, shows the difference key by key, and asks. What is not stored is kept in a file.",
		)
		.argument("<stream>", "name or ARN of the stream")
		.option(...REASON_OPTION)
		.addHelpText("after", examples("headroom policy edit votes", "EDITOR='code --wait' headroom policy edit votes"))
		.action(
			withSession(async (session, streamName: string, { reason }: { readonly reason: string }): Promise<ExitKind> => {
				assertOneStream(streamName, "the editor has one policy. For several: policy get --json, then policy set");
				if (!terminal.canAsk) {
					throw new CliError("usage", "The command opens an editor, but nobody can edit here.", {
						hints: [`Change it with a file: headroom policy set ${streamName} --file policy.json`],
					});
				}
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				const store: PolicyStore = { terminal, session, ports, managed, named: { names: [streamName], areSeveral: false }, reason };
				const draft = await createDraft(streamName, await textOf(store, streamName));
				try {
					const edited = await editUntilValid(terminal, draft, streamName, () => openEditor(draft.file, env));
					if (edited === "unchanged") draft.isKept = false;
					if (edited === "unchanged" || edited === "left") {
						terminal.out(edited === "unchanged" ? "Nothing was changed." : "Nothing was done.");
						return "done";
					}
					const plan = async () => withoutDraft(await storePlan(store, streamName, edited), draft);
					const command = { kind: "policy-edit", question: () => `Set the policy of ${streamName}`, asksForOne: true, plan };
					return await actOnStreams(terminal, session, store.named, command, {});
				} finally {
					if (draft.isKept) terminal.out(`Your text is kept. Store it: headroom policy set ${streamName} --file ${draft.file}`);
					else await rm(dirname(draft.file), { recursive: true, force: true });
				}
			}),
		);
}

/** What a person edits. */
interface Draft {
	readonly file: string;
	readonly before: string;
	/** Until it is stored, or there is nothing in it to lose. */
	isKept: boolean;
}

async function createDraft(streamName: string, before: string): Promise<Draft> {
	const file = join(await mkdtemp(join(tmpdir(), "headroom-policy-")), `${streamName}.json`);
	await writeFile(file, before, { mode: 0o600 });
	return { file, before, isKept: true };
}

/** The policy that applies, as a file; an unreadable one as it is stored. */
async function textOf({ managed, ports, session }: PolicyStore, streamName: string): Promise<string> {
	const isUnreadable = managed.unreadable.some((stream) => stream.streamName === streamName);
	const seen = isUnreadable ? await ports.managedStreams.find(streamName) : undefined;
	const shown =
		seen === undefined ? policyFile(await chooseStream(session, managed, streamName)) : seen.kind === "stored" ? seen.written : {};
	return `${JSON.stringify(shown, null, 2)}\n`;
}

/** Opens the editor until the policy is valid, or the person leaves it. */
async function editUntilValid(
	terminal: Terminal,
	{ before, file }: Draft,
	streamName: string,
	edit: () => Promise<void>,
): Promise<GivenPolicy | "left" | "unchanged"> {
	while (true) {
		await edit();
		if ((await readFile(file, "utf8")) === before) return "unchanged";
		try {
			return policyFor(await readPolicyFile(file), streamName);
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			terminal.err(terminal.colors.red(error.message));
			for (const hint of error.hints) terminal.err(`  ${hint}`);
			if (!(await ask(terminal, "Edit it again?", false))) return "left";
		}
	}
}

function withoutDraft(plan: StreamPlan, draft: Draft): StreamPlan {
	const { act } = plan;
	draft.isKept = act !== undefined;
	if (act === undefined) return plan;
	const actAndForget = async (signal: AbortSignal): Promise<StreamResult> => {
		const result = await act(signal);
		draft.isKept = false;
		return result;
	};
	return { ...plan, act: actAndForget };
}
