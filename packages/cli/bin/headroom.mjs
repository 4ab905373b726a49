#!/usr/bin/env node
// Starts the one-file bundle. In the repository the bundle is made when it is missing or older than a source; the packed command has no
// sources and only starts. Plain JavaScript, since Node.js 20 must run it and nothing may be built when npm links it.
import { existsSync } from "node:fs";
import module from "node:module";

const bundler = new URL("../scripts/bundle.mjs", import.meta.url);
if (existsSync(bundler)) {
	const { bundleWhenStale } = await import(bundler.href);
	await bundleWhenStale();
}
// From Node.js 22.1 on: the second start need not compile again.
module.enableCompileCache?.();
await import("../dist/headroom.cjs");
