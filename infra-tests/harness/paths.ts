import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

export const PATHS = { root, platform: `${root}/.sst/platform` } as const;
