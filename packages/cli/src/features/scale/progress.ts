import type { PlannedReshard, ScaleProgress } from "@headroom/controller";
import { span } from "../../shared/format/time.ts";
import { type LiveLine, liveLine } from "../../shared/terminal/live-line.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

/** The progress of a reshard: one line that changes in place for a person, or a line for each step in a log. */
export class ScaleProgressLine {
	readonly #terminal: Terminal;
	readonly #plan: PlannedReshard | undefined;
	readonly #live: LiveLine | undefined;
	readonly #isQuiet: boolean;

	private constructor(terminal: Terminal, plan: PlannedReshard | undefined, isQuiet: boolean, live: LiveLine | undefined) {
		this.#terminal = terminal;
		this.#plan = plan;
		this.#isQuiet = isQuiet;
		this.#live = live;
	}

	/** @param isQuiet print only the result */
	static async open(terminal: Terminal, plan: PlannedReshard | undefined, isQuiet: boolean): Promise<ScaleProgressLine> {
		return new ScaleProgressLine(terminal, plan, isQuiet, terminal.isTty && !isQuiet ? await liveLine(process.stdout) : undefined);
	}

	show(progress: ScaleProgress): void {
		if (this.#isQuiet || progress.kind === "planned") return;
		const { fromShardCount, toShardCount } = progress.step;
		const step = `Step ${this.#stepNumber(toShardCount)}: ${fromShardCount} → ${toShardCount}`;
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
