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
		// Each module imports what it needs. Every module that creates a resource imports stacks/managed-streams.ts, which first checks what a person wrote.
		const { managedStreams } = await import("./stacks/managed-streams.ts");
		const { votingApi } = await import("./stacks/voting/voting-api.ts");
		await import("./stacks/owned-streams.ts");
		await import("./stacks/autoscaler/alarms.ts");
		await import("./stacks/autoscaler/sweep.ts");
		const { notificationsTopic } = await import("./stacks/observability/notifications.ts");
		await import("./stacks/observability/health-alarms.ts");
		const { dashboardUrl } = await import("./stacks/observability/dashboard.ts");
		return {
			...(votingApi === undefined ? {} : { votingApi: votingApi.url }),
			managedStreams: managedStreams.map(({ streamName }) => streamName).join(", "),
			notificationsTopic: notificationsTopic.arn,
			dashboard: dashboardUrl,
		};
	},
});
