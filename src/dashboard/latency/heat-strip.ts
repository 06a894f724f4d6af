/**
 * The heat map's columns as pixels, one pixel a cell, painted once per interval and kept. Owns one
 * canvas of INTERVAL_LIMIT columns that is reused in a circle. Runs in the browser.
 */
import { heatColour, type Rgb } from './heat-colour.js';
import { INTERVAL_LIMIT } from './history.js';
import type { LatencyInterval } from './report.js';

const OPAQUE = 255;

export class HeatStrip {
  readonly canvas = document.createElement('canvas');
  private readonly context = this.canvas.getContext('2d')!;
  private columns = new WeakMap<LatencyInterval, number>();
  private painted = 0;
  private rows = 0;
  private top = 0;
  private ramp: readonly Rgb[] = [];

  /** Colours mean something else from here on: everything is painted again. */
  private begin(rows: number, top: number, ramp: readonly Rgb[]): void {
    this.rows = rows;
    this.top = top;
    this.ramp = ramp;
    this.columns = new WeakMap();
    this.painted = 0;
    this.canvas.width = INTERVAL_LIMIT;
    this.canvas.height = rows;
  }

  paint(
    intervals: readonly LatencyInterval[],
    scale: { rows: number; top: number; ramp: readonly Rgb[] },
  ): void {
    const { rows, top, ramp } = scale;
    if (rows !== this.rows || top !== this.top || ramp !== this.ramp) this.begin(rows, top, ramp);
    for (const interval of intervals) if (!this.columns.has(interval)) this.paintColumn(interval);
  }

  private paintColumn(interval: LatencyInterval): void {
    const column = this.painted++ % INTERVAL_LIMIT;
    const pixels = this.context.createImageData(1, this.rows);
    for (let row = 0; row < this.rows; row++) {
      const count = interval.heat[row]!;
      if (count === 0) continue;
      const [red, green, blue] = heatColour(count, this.top, this.ramp);
      // The lowest row is the bottom one.
      pixels.data.set([red, green, blue, OPAQUE], (this.rows - 1 - row) * 4);
    }
    this.context.putImageData(pixels, column, 0);
    this.columns.set(interval, column);
  }

  /** Draws an interval's column into a rectangle of canvas pixels. */
  draw(
    target: CanvasRenderingContext2D,
    interval: LatencyInterval,
    at: { left: number; top: number; width: number; height: number },
  ): void {
    const column = this.columns.get(interval);
    if (column === undefined) return;
    const { left, top, width, height } = at;
    target.drawImage(this.canvas, column, 0, 1, this.rows, left, top, width, height);
  }
}
