import type { Environment, SessionOptions } from "../session/session-options.ts";
import type { Terminal } from "./terminal.ts";

/** Options that say where a command works: without them, a command that is shown would go to another deployment. */
const PLACE_OPTIONS = [
	{ flag: "--deployment", key: "deployment" },
	{ flag: "--profile", key: "profile" },
	{ flag: "--region", key: "region" },
	{ flag: "--endpoint-url", key: "endpointUrl" },
] as const;

/** npm sets it to the name of the script: `npm run headroom -- status`. */
const NPM_SCRIPT = "npm_lifecycle_event";

/** No shell and no JSON document reads anything in them but themselves. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** What was said when this command was started. */
export interface Start {
	/** What follows `headroom` in a command. */
	readonly commandNames: readonly string[];
	readonly env: Environment;
	readonly given: SessionOptions;
}

/**
 * A terminal on which every command of ours can be pasted: begun as this one was, with the options that found this place. What the
 * environment says is not repeated, since it is still said.
 *
 * @param start is asked for with each text: the options are read after the terminal is there
 */
export function withCommandsAsStarted(terminal: Terminal, start: () => Start): Terminal {
	const asStarted = (text: string): string => commandsAsStarted(text, start());
	return { ...terminal, out: (text, as) => terminal.out(asStarted(text), as), err: (text) => terminal.err(asStarted(text)) };
}

export function commandsAsStarted(text: string, { commandNames, env, given }: Start): string {
	const places = PLACE_OPTIONS.flatMap(({ flag, key }) => {
		const value = given[key];
		return value === undefined ? [] : [flag, PLAIN_WORD.test(value) ? value : `<${key}>`];
	});
	const started = [env[NPM_SCRIPT] === "headroom" ? "npm run headroom --" : "headroom", ...places].join(" ");
	const command = new RegExp(`(?<![\\w/.@-])headroom (?=(?:${commandNames.join("|")})(?![\\w-]))`, "gu");
	return text.replaceAll(command, () => `${started} `);
}
