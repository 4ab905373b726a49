import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const own = (name: string) => () => readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
const plot = (name: string) => () => readFileSync(createRequire(import.meta.url).resolve(`uplot/dist/${name}`), "utf8");

/**
 * The parts of the page as text, read when a page is written. A bundler without files beside its output replaces this module with the
 * texts.
 */
export const PAGE_ASSETS = {
	"page.css": own("page.css"),
	"page.js": own("page.js"),
	"uPlot.iife.min.js": plot("uPlot.iife.min.js"),
	"uPlot.min.css": plot("uPlot.min.css"),
} as const;
