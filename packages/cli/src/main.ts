import { run } from "./run.ts";
import { processTerminal } from "./shared/terminal/terminal.ts";

// The SDK warns on every start under Node.js 20. What is bundled here is pinned and runs there; nobody on call can act on it.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// A reader that has seen enough (`headroom history | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
	process.exit(0);
});

void run(process.argv.slice(2), processTerminal(process.env), process.env).then((code) => {
	process.exitCode = code;
});
