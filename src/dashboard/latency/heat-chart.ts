/** How many messages had which latency, second by second. Runs in the browser. */
import type uPlot from 'uplot';
import { shortDurationText } from '../duration-text.js';
import { scaleTop } from './heat-colour.js';
import { decadesOf, positionOf, usedRange } from './heat-rows.js';
import { HeatStrip } from './heat-strip.js';
import type { IntervalHistory } from './history.js';
import { TimePlot, type TimePlotOptions } from './time-plot.js';

type Shared = Pick<TimePlotOptions, 'root' | 'axis' | 'palette' | 'onHover' | 'onPick'>;

const PLOT_HEIGHT_PX = 200;
const NS_PER_US = 1_000;
const MS_PER_SECOND = 1_000;
const DASH_PX = [5, 4];

export class HeatChart {
  private readonly strip = new HeatStrip();
  private readonly plot: TimePlot;
  private budgetUs = NaN;
  private range: [number, number] = [0, 1];
  /** Count at the upper end of the colours. */
  top = 10;

  constructor(
    private readonly shared: Shared,
    private readonly history: IntervalHistory,
  ) {
    this.plot = new TimePlot({
      ...shared,
      plotHeightPx: PLOT_HEIGHT_PX,
      showTimes: true,
      y: { range: () => this.range },
      yAxis: {
        splits: () => decadesOf(history.edgesUs).map(({ position }) => position),
        values: () => decadesOf(history.edgesUs).map(({ us }) => shortDurationText(us * NS_PER_US)),
      },
      series: [{ show: false }],
      drawBelow: (plot) => this.drawCells(plot),
      drawAbove: (plot) => this.drawBudget(plot),
    });
  }

  draw(budgetUs: number): void {
    const { slots } = this.shared.axis;
    const { intervals, edgesUs } = this.history;
    this.budgetUs = budgetUs;
    const heats = intervals.map(({ heat }) => heat);
    this.top = scaleTop(heats.reduce((most, heat) => Math.max(most, ...heat), 1));
    this.range = usedRange(heats, budgetUs, edgesUs);
    const { heat: ramp } = this.shared.palette();
    this.strip.paint(intervals, { rows: edgesUs.length, top: this.top, ramp });
    const xs = slots.map(({ startMs, endMs }) => (startMs + endMs) / 2 / MS_PER_SECOND);
    this.plot.setData(xs, [slots.map(() => null)]);
  }

  private drawCells(plot: uPlot): void {
    const { ctx } = plot;
    const bottom = plot.valToPos(0, 'y', true);
    const top = plot.valToPos(this.history.edgesUs.length, 'y', true);
    ctx.imageSmoothingEnabled = false;
    for (const { startMs, endMs, interval } of this.shared.axis.slots) {
      if (interval === undefined) continue;
      const left = Math.round(plot.valToPos(startMs / MS_PER_SECOND, 'x', true));
      const right = Math.round(plot.valToPos(endMs / MS_PER_SECOND, 'x', true));
      const width = Math.max(right - left, 1);
      this.strip.draw(ctx, interval, { left, width, top, height: bottom - top });
    }
  }

  private drawBudget(plot: uPlot): void {
    const { edgesUs } = this.history;
    if (!(this.budgetUs > 0) || edgesUs.length === 0) return;
    const { ctx, bbox } = plot;
    const y = Math.round(plot.valToPos(positionOf(this.budgetUs, edgesUs), 'y', true));
    ctx.strokeStyle = this.shared.palette().budget;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(DASH_PX.map((px) => px * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}
