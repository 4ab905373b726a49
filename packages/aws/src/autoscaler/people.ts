/** What the command line needs beside the loop's ports. */
export * from "./alarms.ts";
export * from "./history/history-reader.ts";
export * from "./history/measured-facts.ts";
export { reshardRefusal } from "./reshard-refusals.ts";
