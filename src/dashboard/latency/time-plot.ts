/**
 * One chart over the shared time axis. Owns its uPlot, its size and what the pointer says about it;
 * its caller owns the data. Must never measure the page while drawing. Runs in the browser.
 */
import uPlot from 'uplot';
import { clockText } from '../clock-text.js';
import type { Palette } from './palette.js';
import type { TimeAxis } from './time-axis.js';

export interface TimePlotOptions {
  readonly root: HTMLElement;
  /** Of the plotted area, without the axis. CSS pixels. */
  readonly plotHeightPx: number;
  readonly axis: TimeAxis;
  readonly palette: () => Palette;
  readonly showTimes: boolean;
  readonly y: uPlot.Scale;
  readonly yAxis: uPlot.Axis;
  readonly series: readonly uPlot.Series[];
  /** Beneath the lines, in canvas pixels, clipped to the plotted area. */
  readonly drawBelow?: (plot: uPlot) => void;
  readonly drawAbove?: (plot: uPlot) => void;
  /** Column under the pointer, and its height in the unit of y; null when it has left. */
  readonly onHover: (index: number | null, y: number) => void;
  readonly onPick: (index: number) => void;
}

const FONT = '11px system-ui, sans-serif';
const Y_AXIS_PX = 72;
const X_AXIS_PX = 22;
const SECONDS_LABEL_PX = 76;
const MINUTES_LABEL_PX = 46;
/** Narrower than this there is room for hh:mm only. */
const SECONDS_PLOT_PX = 420;
const SECONDS_PER_MINUTE = 60;
const MINUTE_TEXT_LENGTH = 5;
const PADDING_TOP_PX = 6;
const PADDING_RIGHT_PX = 26;
/** Without times: half of the lowest label. */
const PADDING_BOTTOM_PX = 7;
const MS_PER_SECOND = 1_000;
const SYNC_KEY = 'latency';

function timeLabel(seconds: number, stepSeconds: number): string {
  const text = clockText(seconds * MS_PER_SECOND);
  return stepSeconds < SECONDS_PER_MINUTE ? text : text.slice(0, MINUTE_TEXT_LENGTH);
}

function clipped(plot: uPlot, draw: ((plot: uPlot) => void) | undefined): void {
  if (draw === undefined) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(plot);
  ctx.restore();
}

export class TimePlot {
  private readonly plot: uPlot;
  private y = NaN;

  constructor(private readonly options: TimePlotOptions) {
    const { root } = options;
    this.plot = new uPlot(this.uplotOptions(), [[], ...options.series.map(() => [])], root);
    const { over } = this.plot;
    over.addEventListener('mousemove', (event) => {
      this.y = this.plot.posToVal(event.offsetY, 'y');
    });
    over.addEventListener('mouseleave', () => (this.y = NaN));
    over.addEventListener('click', () => {
      const { idx } = this.plot.cursor;
      if (typeof idx === 'number') options.onPick(idx);
    });
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      if (width > 0) this.plot.setSize({ width, height: this.heightPx });
    }).observe(root);
  }

  /** Also when only the window has moved. */
  setData(xs: number[], ys: (number | null)[][]): void {
    this.plot.setData([xs, ...ys] as uPlot.AlignedData, true);
  }

  redraw(): void {
    this.plot.redraw(false, true);
  }

  /** Without any interval it is no time yet. */
  private get hasTimes(): boolean {
    return this.options.showTimes && this.options.axis.slots.length > 0;
  }

  private get heightPx(): number {
    const { plotHeightPx, showTimes } = this.options;
    return plotHeightPx + PADDING_TOP_PX + (showTimes ? X_AXIS_PX : PADDING_BOTTOM_PX);
  }

  private uplotOptions(): uPlot.Options {
    const { options } = this;
    const { palette } = options;
    const lines = { stroke: () => palette().line, width: 1 };
    const axis: uPlot.Axis = {
      stroke: () => palette().quiet,
      font: FONT,
      grid: lines,
      ticks: lines,
    };
    return {
      width: 300,
      height: this.heightPx,
      padding: [PADDING_TOP_PX, PADDING_RIGHT_PX, 0, 0],
      legend: { show: false },
      cursor: {
        drag: { x: false, y: false, setScale: false },
        points: { show: false },
        y: false,
        sync: { key: SYNC_KEY, setSeries: false },
      },
      scales: {
        x: { time: true, range: () => options.axis.rangeSeconds() },
        y: options.y,
      },
      axes: [
        {
          ...axis,
          size: options.showTimes ? X_AXIS_PX : PADDING_BOTTOM_PX,
          space: (_, _axis, _min, _max, plotPx) =>
            plotPx < SECONDS_PLOT_PX ? MINUTES_LABEL_PX : SECONDS_LABEL_PX,
          ticks: { ...lines, size: 4 },
          gap: 2,
          values: (_, splits, _axis, _space, stepSeconds) =>
            splits.map((seconds) => (this.hasTimes ? timeLabel(seconds, stepSeconds) : '')),
        },
        { ...axis, size: Y_AXIS_PX, gap: 4, ticks: { ...lines, size: 4 }, ...options.yAxis },
      ],
      series: [{}, ...options.series],
      hooks: {
        drawAxes: [(plot) => clipped(plot, options.drawBelow)],
        draw: [
          (plot) => clipped(plot, options.drawAbove),
          (plot) => clipped(plot, (each) => this.drawPinned(each)),
        ],
        setCursor: [(plot) => options.onHover(plot.cursor.idx ?? null, this.y)],
      },
    };
  }

  private drawPinned(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const seconds = this.options.axis.pinnedSeconds();
    if (Number.isNaN(seconds)) return;
    const x = Math.round(plot.valToPos(seconds, 'x', true));
    ctx.fillStyle = this.options.palette().text;
    ctx.fillRect(x, bbox.top, Math.max(1, Math.round(devicePixelRatio)), bbox.height);
  }
}
