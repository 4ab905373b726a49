import { readFileSync } from "node:fs";
import { join } from "node:path";
import { constantValues } from "./schema.ts";

/**
 * The values of an enumeration of AWS's model, from the pinned SDK's types: the SDK leaves lengths and patterns out of what it ships,
 * enumerations are there.
 *
 * @param client `lambda`
 * @param name `Architecture`
 */
export function sdkEnum(root: string, client: string, name: string): readonly string[] {
	return constantValues(readFileSync(join(root, `node_modules/@aws-sdk/client-${client}/dist-types/models/enums.d.ts`), "utf8"), name);
}
