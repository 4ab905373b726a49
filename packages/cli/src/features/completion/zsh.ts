import type { CompletableCommand } from "./completable-commands.ts";

/** The same as for bash, with a description of each word. */
export function zshCompletion(programName: string, commands: readonly CompletableCommand[]): string {
	const global = commands[0]?.options ?? [];
	const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
	const cases = commands.map(({ choices, commands: children, options, path }) => {
		const words = [...children.map(({ description, name }) => described(name, description)), ...choices.map(quoted)];
		const flags = [...options, ...(path.length === 0 ? [] : global)].map(({ description, long }) => described(long, description));
		return `    ${quoted(path.join(" "))}) entries=(${words.join(" ")}); flags=(${flags.join(" ")}) ;;`;
	});
	const valued = [...new Set(commands.flatMap(({ options }) => options).flatMap(({ long, takesValue }) => (takesValue ? [long] : [])))];
	return `#compdef ${programName}
# ${programName}: completion for zsh. To use it: source <(${programName} completion zsh), or as _${programName} in a folder of $fpath
_${programName}() {
  local at="" word next i
  local -a entries flags
  case \${words[CURRENT-1]} in
    ${valued.join("|")}) _files; return ;;
  esac
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    next="\${at:+$at }$word"
    case $next in
      ${paths.join("|")}) at=$next ;;
    esac
  done
  case $at in
${cases.join("\n")}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then _describe option flags; else _describe command entries || _files; fi
}
compdef _${programName} ${programName}`;
}

/** zsh takes the text after the first colon as the description. */
function described(word: string, description: string): string {
	return quoted(`${word}:${description.replaceAll(":", "\\:")}`);
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
