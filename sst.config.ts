/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
	app(input) {
		const isProduction = input.stage === "production";
		return {
			name: "headroom",
			home: "aws",
			removal: isProduction ? "retain" : "remove",
			protect: isProduction,
			providers: { aws: { defaultTags: { tags: { app: "headroom", stage: input.stage } } } },
		};
	},
	async run() {
		// Each imports what it needs, and in the end stacks/managed-streams.ts, which checks everything that a person wrote before anything is created.
		await import("./stacks/dashboard.ts");
		await import("./stacks/headroom-alarms.ts");
		await import("./stacks/sweep.ts");
		await import("./stacks/tally.ts");
		const { outputs } = await import("./stacks/outputs.ts");
		return outputs;
	},
});
