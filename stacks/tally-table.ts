import { TABLES } from "@headroom/config";
import { names } from "./names";
import { table } from "./table";

/** Counts and voters. */
export const tallyTable = table("TallyTable", names.tallyTable, TABLES.tally);
