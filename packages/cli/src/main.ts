import { run } from "./run.ts";
import { processTerminal } from "./shared/terminal/terminal.ts";

// The SDK warns at every start under Node.js 20. The bundled version is pinned and works there, and people on call cannot act on the
// warning.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// A reader that stops early (`headroom history | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
	process.exit(0);
});

void run(process.argv.slice(2), processTerminal(process.env), process.env).then((code) => {
	process.exitCode = code;
});
