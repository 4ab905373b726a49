export { type Demand, type DemandOf, demandOfLoad } from "./demand.ts";
export { type LowerBound, type LowerBoundOptions, lowerBound } from "./lower-bound.ts";
