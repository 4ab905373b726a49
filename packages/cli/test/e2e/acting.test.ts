import { afterAll, beforeAll, describe } from "vitest";
import { type StageChild, startStageChild } from "../support/stage-child.ts";
import { World } from "../support/world.ts";
import { carefulSuite } from "./careful.suite.ts";
import { overridesSuite } from "./overrides.suite.ts";
import { scaleRaceSuite, scaleRefusalSuite, scaleSuite } from "./scale.suite.ts";

let stage: StageChild;
let world: World;
beforeAll(async () => {
	// A quota with room for the streams of these tests and not for much more.
	stage = await startStageChild("--reshard-seconds", "1", "--shards", "3", "--shard-limit", "250");
	world = new World(stage);
});
afterAll(async () => {
	world.close();
	await stage.stop();
});

/** Each on a stream of its own: what takes long is waiting, and that can be done at once. */
describe("side by side", { concurrent: true }, () => {
	scaleSuite(() => world);
	overridesSuite(() => world);
	carefulSuite(() => world);
});

scaleRaceSuite(() => world);
scaleRefusalSuite(() => world);
