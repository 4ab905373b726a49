import { TABLES } from "@headroom/config";
import { names } from "../shared/names.ts";
import { table } from "../shared/table.ts";

/** Counts and voters. */
export const tallyTable = table("TallyTable", names.tallyTable, TABLES.tally);
