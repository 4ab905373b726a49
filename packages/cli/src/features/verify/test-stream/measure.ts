import type { MeasuredFacts } from "@headroom/controller";
import type { Terminal } from "../../../shared/terminal/terminal.ts";
import type { VerifyContext } from "../verify-context.ts";

export interface MeasureOptions {
	readonly roleArn: string | undefined;
	readonly isAnswered: boolean;
}

export async function measureOnTestStream(
	_terminal: Terminal,
	_context: VerifyContext,
	_options: MeasureOptions,
): Promise<{ readonly kind: "declined" | "done" | "failed" | "interrupted"; readonly facts?: MeasuredFacts | undefined }> {
	return { kind: "declined" };
}
