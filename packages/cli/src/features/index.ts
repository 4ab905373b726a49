import type { Command } from "commander";
import type { CommandContext } from "../shared/session/command-context.ts";
import { adviseCommand } from "./advise/command.ts";
import { attachCommand } from "./attach/command.ts";
import { completionCommand } from "./completion/command.ts";
import { detachCommand } from "./detach/command.ts";
import { doctorCommand } from "./doctor/command.ts";
import { explainCommand } from "./explain/command.ts";
import { historyCommand } from "./history/command.ts";
import { limitsCommand } from "./limits/command.ts";
import { holdCommand, pauseCommand, releaseCommand, resumeCommand } from "./override/command.ts";
import { policyCommand } from "./policy/command.ts";
import { scaleCommand } from "./scale/command.ts";
import { simulateCommand } from "./simulate/command.ts";
import { splitCommand } from "./split/command.ts";
import { statusCommand } from "./status/command.ts";
import { traceCommand } from "./trace/command.ts";
import { verifyCommand } from "./verify/command.ts";

/**
 * Every command, in the order of the help. A new command is a folder beside this file and a line here; docs/cli.md describes the folder.
 */
export const COMMANDS: readonly ((context: CommandContext) => Command)[] = [
	statusCommand,
	explainCommand,
	historyCommand,
	scaleCommand,
	splitCommand,
	pauseCommand,
	resumeCommand,
	holdCommand,
	releaseCommand,
	policyCommand,
	attachCommand,
	detachCommand,
	doctorCommand,
	verifyCommand,
	limitsCommand,
	traceCommand,
	simulateCommand,
	adviseCommand,
	completionCommand,
];
