/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
	app(input) {
		const isProduction = input.stage === "production";
		return {
			name: "headroom",
			home: "aws",
			removal: isProduction ? "retain" : "remove",
			protect: isProduction,
			providers: { aws: { version: "7.20.0", defaultTags: { tags: { app: "headroom", stage: input.stage } } } },
		};
	},
	async run() {
		// Each imports what it needs. Whatever creates something imports stacks/managed-streams.ts, which checks first what a person wrote.
		await import("./stacks/observability/dashboard.ts");
		await import("./stacks/observability/health-alarms.ts");
		await import("./stacks/shared/other-streams.ts");
		await import("./stacks/autoscaler/sweep.ts");
		await import("./stacks/voting/tally.ts");
		const { outputs } = await import("./stacks/outputs.ts");
		return outputs;
	},
});
