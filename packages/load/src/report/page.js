// The script of the report page: draws the columns that report-page.ts has put into the page. Runs in a browser, after uPlot.
/* global uPlot */
const { charts, reshards, seconds } = JSON.parse(document.getElementById("columns").textContent);
const cursor = uPlot.sync("run");
const WIDTH_LEFT_FOR_MARGINS = 48;
const CHART_HEIGHT = 220;

/** A reshard across the whole height: dashed at the request, filled until the stream was ACTIVE again. */
function drawReshards(plot) {
	const { ctx, bbox } = plot;
	ctx.save();
	// Drawing the axes has changed the alignment.
	ctx.textAlign = "left";
	ctx.textBaseline = "alphabetic";
	ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
	for (const { acceptedAtSecond, activeAtSecond, label } of reshards) {
		const left = plot.valToPos(acceptedAtSecond, "x", true);
		const right = plot.valToPos(activeAtSecond ?? seconds.at(-1), "x", true);
		ctx.fillStyle = "rgba(0, 105, 92, 0.10)";
		ctx.fillRect(left, bbox.top, Math.max(right - left, 1), bbox.height);
		ctx.strokeStyle = "rgba(0, 105, 92, 0.9)";
		ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
		ctx.beginPath();
		ctx.moveTo(left, bbox.top);
		ctx.lineTo(left, bbox.top + bbox.height);
		ctx.stroke();
		ctx.fillStyle = "#00695c";
		ctx.fillText(label, left + 4 * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
	}
	ctx.restore();
}

function optionsOf({ isLogarithmic, isWhole, series, title, unit }, width) {
	return {
		title: `${title} (${unit})`,
		width,
		height: CHART_HEIGHT,
		cursor: { sync: { key: cursor.key } },
		scales: {
			x: { time: false },
			y: isLogarithmic ? { distr: 3 } : { range: (_plot, _least, most) => [0, Math.max(1, (most ?? 0) * 1.08)] },
		},
		axes: [
			{ values: (_plot, ticks) => ticks.map((tick) => `${tick} s`) },
			{ size: 64, ...(isWhole ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] } : {}) },
		],
		series: [
			{ label: "second", value: (_plot, second) => (second === null ? "–" : `${second} s`) },
			...series.map(({ color, isStep, label }) => ({
				label,
				stroke: color,
				width: 1.5,
				points: { show: false },
				value: (_plot, value) => (value === null ? "–" : value.toLocaleString("en-US", { maximumFractionDigits: 1 })),
				...(isStep ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
			})),
		],
		hooks: { drawAxes: [drawReshards] },
	};
}

const place = document.getElementById("charts");
const widthNow = () => Math.max(320, Math.min(1400, document.documentElement.clientWidth) - WIDTH_LEFT_FOR_MARGINS);
const plots = charts.map((chart) => new uPlot(optionsOf(chart, widthNow()), [seconds, ...chart.series.map(({ values }) => values)], place));
addEventListener("resize", () => {
	for (const plot of plots) plot.setSize({ width: widthNow(), height: CHART_HEIGHT });
});
