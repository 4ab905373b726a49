import { afterAll, beforeAll } from "vitest";
import { type LocalCloudChild, startLocalCloudChild } from "./local-cloud-child.ts";
import { World } from "./world.ts";

/**
 * A local cloud for one file of tests that act: 3 shards, reshards of a second, and a quota of 250, which is room for the streams of such a file and
 * not for much more. Each file has its own, since an account's calls a second are what these tests wait for.
 */
export function actingWorld(): () => World {
	let localCloud: LocalCloudChild;
	let world: World;
	beforeAll(async () => {
		localCloud = await startLocalCloudChild("--reshard-seconds", "1", "--shards", "3", "--shard-limit", "250");
		world = new World(localCloud);
	});
	afterAll(async () => {
		world.close();
		await localCloud.stop();
	});
	return () => world;
}
