/** A thread that draws charts and ends: the layout is a second of work, for which no call should wait. */
import { parentPort, workerData } from "node:worker_threads";
import type { Chart } from "./chart.js";
import { drawChart } from "./chart-drawing.js";

const drawings = [];
for (const chart of workerData as readonly Chart[])
	drawings.push(await drawChart(chart, { isStandingAlone: false }));
parentPort?.postMessage(drawings);
