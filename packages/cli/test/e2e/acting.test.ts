import { afterAll, beforeAll, describe } from "vitest";
import { type LocalCloudChild, startLocalCloudChild } from "../support/local-cloud-child.ts";
import { World } from "../support/world.ts";
import { carefulSuite } from "./careful.suite.ts";
import { overridesSuite } from "./overrides.suite.ts";
import { scaleRaceSuite, scaleRefusalSuite, scaleSuite } from "./scale.suite.ts";
import { splitSuite } from "./split.suite.ts";

let localCloud: LocalCloudChild;
let world: World;
beforeAll(async () => {
	// A quota with room for the streams of these tests and not for much more.
	localCloud = await startLocalCloudChild("--reshard-seconds", "1", "--shards", "3", "--shard-limit", "250");
	world = new World(localCloud);
});
afterAll(async () => {
	world.close();
	await localCloud.stop();
});

/** Each on a stream of its own: what takes long is waiting, and that can be done at once. */
describe("side by side", { concurrent: true }, () => {
	scaleSuite(() => world);
	overridesSuite(() => world);
	carefulSuite(() => world);
	splitSuite(() => world);
});

scaleRaceSuite(() => world);
scaleRefusalSuite(() => world);
