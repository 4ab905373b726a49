import { visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import { type ExitKind, worstExit } from "../errors/exit-codes.ts";
import { explainError } from "../errors/explain-error.ts";
import { jsonDocument } from "../format/json-document.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { NamedStreams } from "../streams/name-streams.ts";
import { settleEach } from "../streams/settle-each.ts";
import { ask } from "../terminal/ask.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { untilInterrupted } from "../terminal/until-interrupted.ts";
import { outcomeRows, type StreamOutcome } from "./outcome-rows.ts";
import type { StreamPlan } from "./stream-plan.ts";

/** More names than this would hide the question. */
const NAMED_AT_MOST = 5;

/** A command that changes streams. */
export interface ActingCommand {
	/** The kind of its JSON document. */
	readonly kind: string;
	/** `Scale votes`: what a person says yes to, without the question mark. */
	readonly question: (streams: string) => string;
	/** Whether one stream, named by its name, is asked about, too. Several always are. */
	readonly asksForOne: boolean;
	/** Reads only. @throws the errors of the ports, and CliError: the stream is refused */
	readonly plan: (streamName: string) => Promise<StreamPlan>;
	/** Before anything is asked or done. @throws CliError */
	readonly assertReady?: () => void;
	/** Whether the work stops by itself at Ctrl-C, and says how far it came. */
	readonly isStoppable?: boolean;
}

/** The options of such a command. */
export interface ActingOptions {
	readonly dryRun?: true;
	readonly json?: true;
	readonly yes?: true;
}

/**
 * Shows the plan of each stream, asks once, acts on all of them at once, and shows what came of each. A stream that is refused or fails does not keep the
 * others from it. Nothing is done to a stream that was not shown.
 *
 * @returns the worst of the ends
 * @throws CliError if the one stream that was named is refused or fails, or if nobody can be asked
 */
export async function actOnStreams(
	terminal: Terminal,
	session: Pick<AwsSession, "options">,
	{ areSeveral, names }: NamedStreams,
	command: ActingCommand,
	options: ActingOptions,
): Promise<ExitKind> {
	const [name] = names;
	if (areSeveral || name === undefined) return new ManyStreams(terminal, session, command, options).run(names);
	return actOnOne(terminal, await command.plan(name), command, options);
}

async function actOnOne(terminal: Terminal, plan: StreamPlan, command: ActingCommand, options: ActingOptions): Promise<ExitKind> {
	const { concerns = [], isHarmless = false, streamName } = plan;
	const isJson = options.json === true;
	const document = (result: object | null) => jsonDocument(command.kind, { streamName, plan: plan.json, result });
	if (plan.act === undefined) {
		terminal.out(isJson ? document(null) : plan.says);
		return "done";
	}
	if (!isJson && (command.asksForOne || options.dryRun === true)) terminal.out(plan.says);
	if (options.dryRun === true) {
		if (isJson) terminal.out(document(null));
		return "done";
	}
	command.assertReady?.();
	const isSilent = options.yes === true || !terminal.canAsk;
	const [concern] = concerns;
	if (concern !== undefined && isSilent) throw refusedFor(concern);
	const isAsked = concern !== undefined || (command.asksForOne && !isHarmless);
	// Whoever is asked has seen what about; the document stays alone on the standard output.
	if (isJson && isAsked && !isSilent) terminal.err(plan.says);
	const show = isJson ? terminal.err : terminal.out;
	for (const { says } of concerns) show(terminal.colors.yellow(`! ${says}`));
	if (isAsked && !(await ask(terminal, questionOf(command, [plan]), options.yes === true))) {
		terminal.out(isJson ? document(null) : "Nothing was done.");
		return "done";
	}
	const { exit, json, says } = await interruptibly(command, plan.act);
	terminal.out(isJson ? document(json) : says);
	return exit;
}

class ManyStreams {
	readonly #terminal: Terminal;
	readonly #session: Pick<AwsSession, "options">;
	readonly #command: ActingCommand;
	readonly #options: ActingOptions;

	constructor(terminal: Terminal, session: Pick<AwsSession, "options">, command: ActingCommand, options: ActingOptions) {
		this.#terminal = terminal;
		this.#session = session;
		this.#command = command;
		this.#options = options;
	}

	async run(names: readonly string[]): Promise<ExitKind> {
		const outcomes = await this.#planned(names);
		this.#showPlans(outcomes);
		const wanted = outcomes.flatMap(({ plan }) => (plan?.act === undefined ? [] : [plan]));
		if (this.#options.dryRun === true || wanted.length === 0) return this.#end(outcomes, "");
		this.#command.assertReady?.();
		if (!(await this.#isWanted(wanted))) return this.#end(outcomes, "Nothing was done.");
		await this.#act(outcomes);
		return this.#end(outcomes, outcomeRows(this.#terminal, outcomes));
	}

	/** Nobody is asked. */
	get #isSilent(): boolean {
		return this.#options.yes === true || !this.#terminal.canAsk;
	}

	async #planned(names: readonly string[]): Promise<StreamOutcome[]> {
		const isUnasked = this.#options.dryRun !== true && this.#isSilent;
		const planned = await settleEach(names, this.#command.plan);
		return planned.map((each, index): StreamOutcome => {
			const streamName = names[index] ?? "";
			if (each.status === "rejected") return { streamName, fault: this.#explain(each.reason) };
			const [concern] = each.value.concerns ?? [];
			if (concern !== undefined && isUnasked) return { streamName, fault: refusedFor(concern) };
			return { streamName, plan: each.value };
		});
	}

	#showPlans(outcomes: readonly StreamOutcome[]): void {
		const isJson = this.#options.json === true;
		// Whoever is asked has seen what about; the document stays alone on the standard output.
		if (isJson && (this.#isSilent || this.#options.dryRun === true)) return;
		const { colors } = this.#terminal;
		const show = isJson ? this.#terminal.err : this.#terminal.out;
		for (const { fault, plan, streamName } of outcomes) {
			if (plan !== undefined) show(plan.says);
			for (const { says } of plan?.concerns ?? []) show(colors.yellow(`! ${says}`));
			if (fault === undefined) continue;
			this.#terminal.err(colors.red(`${visibleText(streamName)}: ${fault.message}`));
			for (const hint of fault.hints) this.#terminal.err(`  ${hint}`);
		}
	}

	#isWanted(wanted: readonly StreamPlan[]): Promise<boolean> {
		return ask(this.#terminal, questionOf(this.#command, wanted), this.#options.yes === true);
	}

	async #act(outcomes: StreamOutcome[]): Promise<void> {
		await interruptibly(this.#command, (signal) =>
			settleEach([...outcomes.entries()], async ([index, outcome]) => {
				if (outcome.plan?.act === undefined) return;
				const [done] = await Promise.allSettled([outcome.plan.act(signal)]);
				outcomes[index] =
					done.status === "fulfilled" ? { ...outcome, result: done.value } : { ...outcome, fault: this.#explain(done.reason) };
			}),
		);
	}

	#explain(error: unknown): CliError {
		return explainError(error, this.#session.options);
	}

	#end(outcomes: readonly StreamOutcome[], says: string): ExitKind {
		const isJson = this.#options.json === true;
		if (isJson) this.#terminal.out(jsonDocument(this.#command.kind, { streams: outcomes.map(outcomeJson) }));
		else if (says !== "") this.#terminal.out(says);
		return worstExit(outcomes.map(({ fault, result }) => fault?.exit ?? result?.exit ?? "done"));
	}
}

function outcomeJson({ fault, plan, result, streamName }: StreamOutcome): object {
	return {
		streamName,
		plan: plan?.json ?? null,
		result: result?.json ?? null,
		fault: fault === undefined ? null : { exit: fault.exit, message: fault.message, hints: fault.hints },
	};
}

/** `Pause orders, clicks, and replace that?` */
function questionOf({ question }: ActingCommand, plans: readonly StreamPlan[]): string {
	const confirms = [...new Set(plans.flatMap(({ concerns = [] }) => concerns.map((concern) => concern.confirms)))];
	const names = plans.map(({ streamName }) => streamName).join(", ");
	const streams = plans.length > NAMED_AT_MOST ? `these ${plans.length} streams` : names;
	return `${[question(streams), ...confirms.map((confirmed) => `and ${confirmed}`)].join(", ")}?`;
}

function refusedFor({ hint, says }: { readonly hint: string; readonly says: string }): CliError {
	return new CliError("refused", says, { hints: [hint] });
}

function interruptibly<Result>({ isStoppable = false }: ActingCommand, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
	return isStoppable ? untilInterrupted(work) : work(new AbortController().signal);
}
