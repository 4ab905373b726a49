import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a package's terms may be in. A NOTICE goes with the work as well: Apache License 2.0, section 4 (d). */
const TERMS_FILE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

/**
 * The terms of every npm package that the bundle holds code of, a section each, by folder.
 *
 * @param {string} root the repository's
 * @param {readonly string[]} files from the root, of what is in the bundle: `node_modules/commander/lib/command.js`
 * @throws Error naming a package without terms: it may not be handed on
 */
export function thirdPartyLicenses(root, files) {
	const folders = [...new Set(files.map(packageFolder).filter((folder) => folder !== undefined))].sort();
	const packages = folders.map((folder) => readPackage(root, folder));
	return packages.map((one) => section(one, packages)).join(`\n${"-".repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c` of a file in it; undefined of a file of ours. */
function packageFolder(file) {
	return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function readPackage(root, folder) {
	const { license, name, version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
	const terms = readdirSync(join(root, folder))
		.filter((file) => TERMS_FILE.test(file))
		.sort()
		.map((file) => readFileSync(join(root, folder, file), "utf8").trim())
		.join("\n\n");
	return { name, version, license, terms };
}

/** A few packages of the AWS SDK come without the file: their siblings of the same scope and licence have its text. */
function section({ license, name, terms, version }, packages) {
	const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/") + 1) : undefined;
	const sibling = packages.find((other) => scope !== undefined && other.name.startsWith(scope) && other.license === license && other.terms);
	const text = terms || sibling?.terms;
	if (text === undefined) throw new Error(`${name} ${version} (${license}) has no file with its terms.`);
	return `${name} ${version} (${license})\n\n${text}\n`;
}
