/** Percentiles from received to sent over time, with the budget and the platform's hiccups. Runs in the browser. */
import type uPlot from 'uplot';
import { shortDurationText } from '../duration-text.js';
import { chartLines, decadeRange, LINES, type LineKey } from './series.js';
import { TimePlot, type TimePlotOptions } from './time-plot.js';

type Shared = Pick<TimePlotOptions, 'root' | 'axis' | 'palette' | 'onHover' | 'onPick'>;

const PLOT_HEIGHT_PX = 190;
const NS_PER_US = 1_000;
const DASH_PX = [5, 4];
const HICCUP_DASH_PX = [2, 3];

/** Thinner the further from the ordinary: the maximum jumps about. */
const WIDTH_PX: Readonly<Record<LineKey, number>> = {
  max: 1,
  p999: 1.5,
  p99: 1.5,
  p50: 1.5,
  hiccup: 1,
};

/** The lines between whole decades would be many and say little. */
const decadesOnly: uPlot.Axis.Filter = (_, splits) =>
  splits.map((us) => (Number.isInteger(Math.log10(us)) ? us : null));

export class PercentileChart {
  private range: [number, number] = [10, 100_000];
  private budgetUs = NaN;
  private readonly plot: TimePlot;

  constructor(private readonly shared: Shared) {
    const series = LINES.map(({ key }): uPlot.Series => ({
      stroke: () => shared.palette()[key],
      width: WIDTH_PX[key],
      points: { size: 3 },
      ...(key === 'hiccup' ? { dash: HICCUP_DASH_PX } : {}),
    }));
    this.plot = new TimePlot({
      ...shared,
      plotHeightPx: PLOT_HEIGHT_PX,
      showTimes: false,
      y: { distr: 3, log: 10, range: () => this.range },
      yAxis: {
        filter: decadesOnly,
        grid: { stroke: () => shared.palette().line, width: 1, filter: decadesOnly },
        values: (_, splits) =>
          splits.map((us) => (us === null ? '' : shortDurationText(us * NS_PER_US))),
      },
      series,
      drawBelow: (plot) => this.drawBudget(plot),
    });
  }

  draw(budgetUs: number): void {
    const lines = chartLines(this.shared.axis.slots);
    this.budgetUs = budgetUs;
    this.range = decadeRange(lines, budgetUs);
    this.plot.setData(lines.xs, lines.ys);
  }

  redraw(): void {
    this.plot.redraw();
  }

  private drawBudget(plot: uPlot): void {
    if (!(this.budgetUs > 0)) return;
    const { ctx, bbox } = plot;
    const y = Math.round(plot.valToPos(this.budgetUs, 'y', true));
    const ratio = devicePixelRatio;
    ctx.strokeStyle = this.shared.palette().budget;
    ctx.lineWidth = ratio;
    ctx.setLineDash(DASH_PX.map((px) => px * ratio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}
