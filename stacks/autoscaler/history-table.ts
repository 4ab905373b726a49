import { TABLES } from "@headroom/config";
import { names } from "../shared/names.ts";
import { table } from "../shared/table.ts";

/** What was decided and done, overrides, policies. The ledger of reshards is what keeps the limit of ten a day. */
export const historyTable = table("HistoryTable", names.historyTable, TABLES.history);
