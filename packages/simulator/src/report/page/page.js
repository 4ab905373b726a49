/* The report's page: draws the contender that is picked. Runs in a browser, from inside the page; uPlot is a global there. */
(() => {
	const runs = JSON.parse(document.getElementById("data").textContent);
	const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
	const utc = (date) => new Date(date.getTime() + date.getTimezoneOffset() * 60_000);
	const minute = (ms) => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
	const sync = uPlot.sync("time");
	let charts = [];

	const DAY_SECONDS = 86_400;
	/** Closer than this, in pixels, the pointer means the mark. */
	const NEAR_PIXELS = 6;
	const labels = (_, moments, __, ___, step) =>
		moments.map((moment) => (step >= DAY_SECONDS ? minute(moment * 1_000).slice(0, 10) : minute(moment * 1_000).slice(5)));
	const axes = (label) => [
		{ stroke: colour("quiet"), grid: { stroke: colour("grid") }, ticks: { stroke: colour("grid") }, values: labels, space: 90 },
		{ stroke: colour("quiet"), grid: { stroke: colour("grid") }, ticks: { stroke: colour("grid") }, label, size: 70, labelSize: 20 },
	];

	/** A line down the chart for each reshard: out in one colour, in in another. */
	const marks = (reshards) => (chart) => {
		const { ctx, bbox } = chart;
		ctx.save();
		ctx.setLineDash([4, 4]);
		ctx.lineWidth = 1;
		ctx.globalAlpha = reshards.length > 120 ? 0.35 : 0.7;
		for (const { atMs, fromShardCount, toShardCount } of reshards) {
			const x = Math.round(chart.valToPos(atMs / 1_000, "x", true)) + 0.5;
			if (x < bbox.left || x > bbox.left + bbox.width) continue;
			ctx.strokeStyle = colour(toShardCount > fromShardCount ? "out" : "in");
			ctx.beginPath();
			ctx.moveTo(x, bbox.top);
			ctx.lineTo(x, bbox.top + bbox.height);
			ctx.stroke();
		}
		ctx.restore();
	};

	/** The reshard under the pointer, in words. */
	const pointed = (reshards) => (chart) => {
		const { left } = chart.cursor;
		const near = reshards.filter(({ atMs }) => Math.abs(chart.valToPos(atMs / 1_000, "x") - left) <= NEAR_PIXELS);
		document.getElementById("mark").textContent = near.map(({ atMs, reason }) => `${minute(atMs)}: ${reason}`).join("\n");
	};

	const options = (height, label, series, hooks = {}) => ({
		width: Math.max(320, document.getElementById("capacity").clientWidth),
		height,
		tzDate: (seconds) => utc(new Date(seconds * 1_000)),
		axes: axes(label),
		series: [{ label: "UTC", value: (_, seconds) => (seconds === null ? "--" : minute(seconds * 1_000)) }, ...series],
		cursor: { sync: { key: sync.key } },
		scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] } },
		hooks,
	});

	const draw = (run) => {
		for (const chart of charts) chart.destroy();
		const { startMs, pointSeconds, offeredMost, offeredLeast, capacityMost, capacityLeast, throttledRecords } = run.chart;
		const times = offeredMost.map((_, index) => startMs / 1_000 + index * pointSeconds);
		const line = (label, name, extra = {}) => ({ label, stroke: colour(name), width: 1.5, points: { show: false }, ...extra });
		const stepped = uPlot.paths.stepped({ align: 1 });
		charts = [
			new uPlot(
				{
					...options(
						380,
						"full shards",
						[
							line("open shards", "capacity", { width: 2, paths: stepped }),
							line("open shards, fewest", "capacity", { width: 1, dash: [2, 3], paths: stepped }),
							line("offered, most", "offered"),
							line("offered, least", "offered", { width: 1 }),
						],
						{ draw: [marks(run.reshards)], setCursor: [pointed(run.reshards)] },
					),
					bands: [{ series: [3, 4], fill: `${colour("offered")}33` }],
				},
				[times, capacityMost, capacityLeast, offeredMost, offeredLeast],
				document.getElementById("capacity"),
			),
			new uPlot(
				options(180, "throttled records", [
					line(`throttled in ${pointSeconds} s`, "throttled", { fill: `${colour("throttled")}55`, paths: stepped }),
				]),
				[times, throttledRecords],
				document.getElementById("throttled"),
			),
		];
	};

	const tell = (run) => {
		document.getElementById("who").textContent = run.name;
		document.getElementById("rule").textContent = run.rule;
		const rows = run.reshards.map(({ atMs, fromShardCount, toShardCount, reason }) => {
			const row = document.createElement("tr");
			for (const [text, className] of [[minute(atMs)], [fromShardCount, "number"], [toShardCount, "number"], [reason]]) {
				const cell = document.createElement("td");
				cell.textContent = text;
				if (className) cell.className = className;
				row.append(cell);
			}
			return row;
		});
		document.getElementById("reshards").replaceChildren(...rows);
	};

	const show = () => {
		const run = runs[Number(document.querySelector("input[name=who]:checked").value)];
		tell(run);
		draw(run);
	};

	for (const input of document.querySelectorAll("input[name=who]")) input.addEventListener("change", show);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
	addEventListener("resize", () => {
		for (const chart of charts) chart.setSize({ width: document.getElementById("capacity").clientWidth, height: chart.height });
	});
	show();
})();
