/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
	app(input) {
		const isProduction = input.stage === "production";
		return { name: "headroom", home: "aws", removal: isProduction ? "retain" : "remove", protect: isProduction };
	},
	async run() {
		await import("./stacks/votes-stream");
	},
});
