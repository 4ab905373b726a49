import type { PromiseKept } from "./promises.ts";

/** Where a promise is not kept, and why: by load and promise. A test holds that each is really broken, and that no broken one is missing. */
export const KNOWN_GAPS: Readonly<Record<string, Partial<Record<PromiseKept["promise"], string>>>> = {};
