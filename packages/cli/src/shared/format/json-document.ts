/**
 * The version of every shape that `--json` prints. It grows when a field is renamed, removed or changes its meaning; a new field is no new
 * version.
 */
const JSON_VERSION = 1;

/**
 * What `--json` prints: docs/cli.md has every `kind`'s fields.
 *
 * @param kind the command's name
 */
export function jsonDocument(kind: string, body: object): string {
	return JSON.stringify({ version: JSON_VERSION, kind, ...body }, undefined, 2);
}
