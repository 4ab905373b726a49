import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { adviseCommand } from "./advise.ts";
import { attachCommand } from "./attach.ts";
import { completionCommand } from "./completion.ts";
import { detachCommand } from "./detach.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { historyCommand } from "./history.ts";
import { limitsCommand } from "./limits.ts";
import { holdCommand, pauseCommand, releaseCommand, resumeCommand } from "./override-commands.ts";
import { policyCommand } from "./policy.ts";
import { scaleCommand } from "./scale.ts";
import { simulateCommand } from "./simulate.ts";
import { statusCommand } from "./status.ts";
import { traceCommand } from "./trace.ts";

/** Every command, in the order of the help. A new one is a file beside these and a line here. */
export const COMMANDS: readonly ((context: CommandContext) => Command)[] = [
	statusCommand,
	explainCommand,
	historyCommand,
	scaleCommand,
	pauseCommand,
	resumeCommand,
	holdCommand,
	releaseCommand,
	policyCommand,
	attachCommand,
	detachCommand,
	doctorCommand,
	limitsCommand,
	traceCommand,
	simulateCommand,
	adviseCommand,
	completionCommand,
];
