import { TABLES } from "@headroom/config";
import { names } from "./names.ts";
import { table } from "./table.ts";

/** Counts and voters. */
export const tallyTable = table("TallyTable", names.tallyTable, TABLES.tally);
