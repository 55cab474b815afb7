/** The looks of a drawing, light and dark. A page may set the `--chart-…` properties as it likes. */
export const chartStyle = `.chart {
	--chart-ground: #ffffff;
	--chart-ink: #1d2430;
	--chart-soft: #5b6576;
	--chart-line: #9aa4b4;
	--chart-box: #f4f6fa;
	--chart-inner: #ffffff;
	--chart-live: #0b6e4f;
	--chart-live-box: #dff5ea;
	font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
	.chart {
		--chart-ground: #14181f;
		--chart-ink: #e7ecf4;
		--chart-soft: #a3aec0;
		--chart-line: #667287;
		--chart-box: #1b212b;
		--chart-inner: #232b38;
		--chart-live: #5fdca6;
		--chart-live-box: #14382c;
	}
}
.chart-ground { fill: var(--chart-ground); }
.chart-box { fill: var(--chart-box); stroke: var(--chart-line); }
.chart-inner > .chart-box { fill: var(--chart-inner); }
.chart-name { fill: var(--chart-ink); font-size: 13px; font-weight: 700; }
.chart-description, .chart-heading { font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
.chart-description { fill: var(--chart-ink); }
.chart-heading { fill: var(--chart-soft); font-style: italic; }
.chart-line, .chart-work { fill: var(--chart-soft); }
.chart-rule { fill: none; stroke: var(--chart-line); stroke-width: 0.75; }
.chart-region > .chart-box { stroke-dasharray: 6 4; }
.chart-arrow { fill: none; stroke: var(--chart-line); stroke-width: 1.25; }
.chart-head, .chart-dot { fill: var(--chart-line); }
.chart-label-box { fill: var(--chart-ground); stroke: var(--chart-line); stroke-width: 0.75; }
.chart-label { fill: var(--chart-ink); }
.chart-live > .chart-box { stroke: var(--chart-live); stroke-width: 2.5; }
.chart-leaf.chart-live > .chart-box { fill: var(--chart-live-box); }
.chart-taken > .chart-arrow, .chart-taken > .chart-label-box { stroke: var(--chart-live); stroke-width: 2.5; }
.chart-taken > .chart-head { fill: var(--chart-live); }
text.chart-taken { fill: var(--chart-live); font-weight: 700; }
`;
