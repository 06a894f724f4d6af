/**
 * The three charts over one time axis, and what the pointer says about them. Owns the charts and
 * their readouts; the picked interval is the axis's. Runs in the browser.
 */
import { shortCountText } from '../count-text.js';
import { pageElement, setText } from '../page-element.js';
import { CauseChart } from './cause-chart.js';
import type { CauseRow } from './cause-rows.js';
import { causeSummary, heatSummary, percentileSummary } from './chart-summary.js';
import { HeatChart } from './heat-chart.js';
import { heatShare } from './heat-colour.js';
import { cellText } from './heat-text.js';
import type { IntervalHistory } from './history.js';
import { Legend } from './legend.js';
import { madeElement } from './made-element.js';
import type { CurrentPalette } from './palette.js';
import { PercentileChart } from './percentile-chart.js';
import type { TimeAxis } from './time-axis.js';

const PERCENT = 100;

export class TimeCharts {
  private readonly percentileRoot = pageElement('percentile-chart', HTMLElement);
  private readonly causeRoot = pageElement('cause-chart', HTMLElement);
  private readonly heatRoot = pageElement('heat-chart', HTMLElement);
  private readonly readout = pageElement('heat-readout', HTMLElement);
  private readonly scale = pageElement('heat-scale-ticks', HTMLElement);
  private readonly legend = new Legend(pageElement('line-legend', HTMLElement));
  private readonly percentiles: PercentileChart;
  private readonly causes: CauseChart;
  private readonly heat: HeatChart;
  private hovered: number | null = null;
  private hoveredRow = NaN;
  private scaleTop = 0;
  private budgetUs = NaN;

  constructor(
    private readonly history: IntervalHistory,
    private readonly axis: TimeAxis,
    palette: CurrentPalette,
    onPick: (endMs: number) => void,
  ) {
    const shared = {
      axis,
      palette: () => palette.colours,
      onHover: (index: number | null) => this.hover(index, NaN),
      onPick: (index: number) => {
        const interval = axis.slots[index]?.interval;
        if (interval !== undefined) onPick(interval.endMs);
      },
    };
    this.percentiles = new PercentileChart({ ...shared, root: this.percentileRoot });
    this.causes = new CauseChart({ ...shared, root: this.causeRoot });
    this.heat = new HeatChart(
      { ...shared, root: this.heatRoot, onHover: (index, y) => this.hover(index, Math.floor(y)) },
      history,
    );
  }

  draw(rows: readonly CauseRow[], budgetUs: number): void {
    const { intervals } = this.history;
    this.budgetUs = budgetUs;
    this.percentiles.draw(budgetUs);
    this.causes.draw();
    this.heat.draw(budgetUs);
    this.drawScale();
    this.percentileRoot.ariaLabel = percentileSummary(intervals, budgetUs);
    this.causeRoot.ariaLabel = causeSummary(rows);
    this.heatRoot.ariaLabel = heatSummary(intervals);
    this.drawReadouts();
  }

  /** Under the pointer, else the interval that the page tells about. */
  drawReadouts(): void {
    const { slots, told } = this.axis;
    const slot =
      (this.hovered === null ? undefined : slots[this.hovered]) ??
      slots.find(({ interval }) => interval !== undefined && interval === told);
    this.legend.draw(slot, this.budgetUs);
    const text =
      slot === undefined
        ? 'No interval yet.'
        : slot.interval === undefined
          ? 'Nothing is known of this time: the server was away.'
          : cellText(slot.interval, this.hoveredRow, this.history.edgesUs);
    setText(this.readout, text);
  }

  private hover(index: number | null, row: number): void {
    // The charts share their pointer: the one that it is on tells the row, the others no row.
    this.hovered = index;
    if (index === null) this.hoveredRow = NaN;
    else if (!Number.isNaN(row) || !this.heatRoot.matches(':hover')) this.hoveredRow = row;
    this.drawReadouts();
  }

  private drawScale(): void {
    const { top } = this.heat;
    if (top === this.scaleTop) return;
    this.scaleTop = top;
    const ticks: HTMLElement[] = [];
    for (let count = 1; count <= top; count *= 10) {
      const tick = madeElement('span', '', shortCountText(count));
      tick.style.setProperty('--from', `${heatShare(count, top) * PERCENT}%`);
      ticks.push(tick);
    }
    this.scale.replaceChildren(...ticks);
  }
}
