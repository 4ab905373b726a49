import type { PlannedReshard, ScaleProgress } from "@headroom/controller";
import { span } from "../../shared/format/time.ts";
import { type LiveLine, liveLine } from "../../shared/terminal/live-line.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

interface ProgressOptions {
	/** Print only the result. */
	readonly isQuiet: boolean;
	/** Begins each line where several streams are at it: one line cannot change in place for all of them. */
	readonly prefix?: string;
}

/** The progress of a reshard: one line that changes in place for a person, or a line for each step in a log. */
export class ScaleProgressLine {
	readonly #terminal: Terminal;
	readonly #plan: PlannedReshard | undefined;
	readonly #live: LiveLine | undefined;
	readonly #options: ProgressOptions;

	private constructor(terminal: Terminal, plan: PlannedReshard | undefined, options: ProgressOptions, live: LiveLine | undefined) {
		this.#terminal = terminal;
		this.#plan = plan;
		this.#options = options;
		this.#live = live;
	}

	static async open(terminal: Terminal, plan: PlannedReshard | undefined, options: ProgressOptions): Promise<ScaleProgressLine> {
		const isLive = terminal.isTty && !options.isQuiet && options.prefix === undefined;
		return new ScaleProgressLine(terminal, plan, options, isLive ? await liveLine(process.stdout) : undefined);
	}

	show(progress: ScaleProgress): void {
		if (this.#options.isQuiet || progress.kind === "planned") return;
		const { fromShardCount, toShardCount } = progress.step;
		const step = `${this.#options.prefix ?? ""}Step ${this.#stepNumber(toShardCount)}: ${fromShardCount} → ${toShardCount}`;
		switch (progress.kind) {
			case "asked":
				this.#say(`${step}, asked for`);
				return;
			case "waiting":
				this.#live?.(
					`${step}, ${span(progress.elapsedMs)} of about ${span(this.#secondsPerStep() * 1000)}; ${progress.openShardCount} open`,
				);
				return;
			case "step-done":
				this.#live?.clear();
				this.#terminal.out(`${step}, ACTIVE after ${span(progress.elapsedMs)}`);
				return;
			default:
				progress satisfies never;
		}
	}

	end(): void {
		this.#live?.clear();
		this.#live?.done();
	}

	#say(text: string): void {
		if (this.#live === undefined) this.#terminal.out(text);
		else this.#live(text);
	}

	#stepNumber(toShardCount: number): string {
		const steps = this.#plan?.steps ?? [];
		const index = steps.findIndex((step) => step.toShardCount === toShardCount);
		return index === -1 ? "" : `${index + 1} of ${steps.length}`;
	}

	#secondsPerStep(): number {
		return this.#plan === undefined ? 0 : this.#plan.estimatedSeconds / this.#plan.steps.length;
	}
}
