/** One lane per cause over time: each interval over the budget is a mark, as high as the cause's share. Runs in the browser. */
import type uPlot from 'uplot';
import { CAUSES } from './cause.js';
import type { Tail } from './report.js';
import { TimePlot, type TimePlotOptions } from './time-plot.js';

type Shared = Pick<TimePlotOptions, 'root' | 'axis' | 'palette' | 'onHover' | 'onPick'>;

const LANE_PX = 16;
const MARK_PX_MIN = 3;
/** Of a lane's height: a mark never touches the next lane. */
const MARK_HEIGHT = 0.8;
const MARK_HEIGHT_MIN = 0.2;
const MS_PER_SECOND = 1_000;

/** The first cause is the top lane. */
const laneOf = (index: number): number => CAUSES.length - 1 - index;

export class CauseChart {
  private readonly plot: TimePlot;

  constructor(private readonly shared: Shared) {
    const middles = CAUSES.map((_, index) => laneOf(index) + 0.5);
    this.plot = new TimePlot({
      ...shared,
      plotHeightPx: LANE_PX * CAUSES.length,
      showTimes: true,
      y: { range: () => [0, CAUSES.length] },
      yAxis: {
        splits: () => middles,
        values: () => [...CAUSES],
        grid: { show: false },
        ticks: { show: false },
      },
      series: [{ show: false }],
      drawBelow: (plot) => this.drawMarks(plot),
    });
  }

  draw(): void {
    const { slots } = this.shared.axis;
    const xs = slots.map(({ startMs, endMs }) => (startMs + endMs) / 2 / MS_PER_SECOND);
    this.plot.setData(xs, [slots.map(() => null)]);
  }

  redraw(): void {
    this.plot.redraw();
  }

  private drawMarks(plot: uPlot): void {
    for (const { startMs, endMs, interval } of this.shared.axis.slots) {
      if (!interval?.tail) continue;
      const left = Math.round(plot.valToPos(startMs / MS_PER_SECOND, 'x', true));
      const right = Math.round(plot.valToPos(endMs / MS_PER_SECOND, 'x', true));
      const width = Math.max(right - left - 1, MARK_PX_MIN * devicePixelRatio);
      this.drawMark(plot, interval.tail, right - width, width);
    }
  }

  private drawMark(plot: uPlot, tail: Tail, left: number, width: number): void {
    const { ctx } = plot;
    CAUSES.forEach((cause, index) => {
      const share = tail.shares[cause] ?? 0;
      if (share === 0 && tail.cause !== cause) return;
      const height = Math.max(share * MARK_HEIGHT, MARK_HEIGHT_MIN);
      const bottom = laneOf(index) + (1 - MARK_HEIGHT) / 2;
      const bottomPx = Math.round(plot.valToPos(bottom, 'y', true));
      const topPx = Math.round(plot.valToPos(bottom + height, 'y', true));
      ctx.fillStyle = this.shared.palette().causes[cause];
      ctx.fillRect(left, topPx, width, bottomPx - topPx);
    });
  }
}
