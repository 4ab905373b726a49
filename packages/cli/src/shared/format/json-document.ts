/**
 * The version of every shape that `--json` prints. It grows when a field is renamed or removed, or changes its meaning. A new field is no
 * new version.
 */
const JSON_VERSION = 1;

/**
 * The output of `--json`: docs/cli.md has the fields of every `kind`.
 *
 * @param kind the command's name
 */
export function jsonDocument(kind: string, body: object): string {
	return JSON.stringify({ version: JSON_VERSION, kind, ...body }, undefined, 2);
}
