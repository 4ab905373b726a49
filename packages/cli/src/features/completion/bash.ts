import type { CompletableCommand } from "./completable-commands.ts";

/** Offers the words that may follow the typed commands, and options once a word begins with `-`. Completing runs no command. */
export function bashCompletion(programName: string, commands: readonly CompletableCommand[]): string {
	const global = commands[0]?.options ?? [];
	const cases = commands.map(({ choices, commands: children, options, path }) => {
		const words = [...children.map(({ name }) => name), ...choices];
		const flags = [...options, ...(path.length === 0 ? [] : global)].map(({ long }) => long);
		return `    ${quoted(path.join(" "))}) words=${quoted(words.join(" "))}; flags=${quoted([...flags, "--help"].join(" "))} ;;`;
	});
	const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
	const valued = commands.flatMap(({ options }) => options).filter(({ takesValue }) => takesValue);
	const withValue = [...new Set(valued.map(({ long }) => long))];
	const chosen = valued.filter(({ choices }) => choices.length > 0);
	return `# ${programName}: completion for bash. To use it: source <(${programName} completion bash)
_${programName}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path="" word next words flags i
  COMPREPLY=()
  case $prev in
${chosen.map(({ choices, long }) => `    ${long}) COMPREPLY=($(compgen -W ${quoted(choices.join(" "))} -- "$cur")); return ;;`).join("\n")}
    ${withValue.join("|")}) return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    next="\${path:+$path }$word"
    case $next in
      ${paths.join("|")}) path=$next ;;
    esac
  done
  case $path in
${cases.join("\n")}
  esac
  if [[ $cur == -* ]]; then words=$flags; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _${programName} ${programName}`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
