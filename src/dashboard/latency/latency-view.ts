/**
 * The latency view: wires history, time axis and the views that draw them. Owns what is drawn when;
 * while the view is hidden nothing but the stages' table is. Runs in the browser.
 */
import { clockText } from '../clock-text.js';
import { countText } from '../count-text.js';
import { durationText } from '../duration-text.js';
import { pageElement, setText } from '../page-element.js';
import { CauseList, drawCauseTotals, totalsText } from './cause-list.js';
import { causeRows, tailTotals } from './cause-rows.js';
import { IntervalHistory } from './history.js';
import { heatTableRows, intervalRows, slowReaderRows } from './interval-tables.js';
import type { FeedStatus } from './latency-feed.js';
import { drawTable } from './number-table.js';
import { CurrentPalette } from './palette.js';
import type { LatencyInterval, LatencyReport } from './report.js';
import type { FigureKey } from './stage.js';
import { TimeAxis } from './time-axis.js';
import { TimeCharts } from './time-charts.js';
import { waterfall } from './waterfall.js';
import { WaterfallView } from './waterfall-view.js';

/** Rows of the table beside the charts: the newest of them. */
const TABLE_ROW_LIMIT = 30;
const NS_PER_MS = 1e6;
const NOT_RECORDED = 'This server records no latencies: its setting latency.record is false.';

export class LatencyView {
  private readonly history = new IntervalHistory();
  private readonly axis = new TimeAxis(this.history);
  private readonly palette = new CurrentPalette(() => this.draw());
  private readonly pick = (endMs: number): void => {
    this.axis.pin(endMs);
    this.changed();
  };
  private readonly charts = new TimeCharts(this.history, this.axis, this.palette, this.pick);
  private readonly fall = new WaterfallView(
    pageElement('waterfall-bars', HTMLElement),
    pageElement('waterfall-note', HTMLElement),
  );
  private readonly figures = pageElement('figure', HTMLElement);
  private readonly causes = new CauseList(pageElement('tail-list', HTMLElement), this.pick);
  private readonly totals = pageElement('tail-totals', HTMLElement);
  private readonly problem = pageElement('latency-problem', HTMLElement);
  private readonly window = pageElement('time-window', HTMLElement);
  private readonly told = pageElement('told-interval', HTMLElement);
  private readonly live = pageElement('live', HTMLButtonElement);
  private readonly tables = pageElement('chart-tables', HTMLDetailsElement);
  private report: LatencyReport | undefined;
  private isShown = false;

  /** @param onTold the page tells about another interval than before. */
  constructor(private readonly onTold: (interval: LatencyInterval | undefined) => void) {
    this.figures.addEventListener('change', () => this.drawTold());
    this.tables.addEventListener('toggle', () => this.drawTables());
    const step = (by: number) => (): void => {
      this.axis.step(by);
      this.changed();
    };
    pageElement('earlier', HTMLButtonElement).addEventListener('click', step(-1));
    pageElement('later', HTMLButtonElement).addEventListener('click', step(1));
    this.live.addEventListener('click', () => {
      this.axis.unpin();
      this.changed();
    });
  }

  show(isShown: boolean): void {
    this.isShown = isShown;
    this.draw();
  }

  beginRun(wallMs: number): void {
    this.history.beginRun(wallMs);
  }

  take(status: FeedStatus): void {
    const { newest } = this.history;
    const last = newest === undefined ? '' : ` The last interval is of ${clockText(newest.endMs)}.`;
    let problem = '';
    if (status.kind === 'failed') problem = `${status.reason}${last}`;
    else if (status.kind === 'told' && !status.report.recorded) problem = NOT_RECORDED;
    setText(this.problem, problem);
    this.problem.hidden = problem === '';
    if (status.kind !== 'told') return;
    this.report = status.report;
    if (this.history.take(status.report) > 0) this.axis.refresh();
    this.changed();
  }

  private changed(): void {
    this.onTold(this.axis.told);
    this.draw();
  }

  private draw(): void {
    const { report } = this;
    if (!this.isShown || report === undefined) return;
    const rows = causeRows(this.history.intervals, report.budgetUs);
    this.charts.draw(rows, report.budgetUs);
    this.causes.draw(rows, this.axis.pinned?.endMs ?? NaN);
    const { budgetUs, unexplainedRatio } = report;
    const known = { intervals: this.history.intervals.length, budgetUs, unexplainedRatio };
    const totals = tailTotals(rows);
    setText(this.totals, totalsText(totals, known));
    drawCauseTotals(pageElement('cause-totals', HTMLElement), totals);
    const periodNs = this.history.intervalMs * NS_PER_MS;
    setText(
      this.window,
      `${countText(known.intervals)} intervals of ${durationText(periodNs)}, newest ${clockText(this.history.newest?.endMs ?? 0)}`,
    );
    drawTable(pageElement('slow-readers', HTMLElement), slowReaderRows(report.slowReaders));
    const isNobodySlow = report.slowReaders.length === 0;
    pageElement('no-slow-readers', HTMLElement).hidden = !isNobodySlow;
    pageElement('slow-reader-table', HTMLElement).hidden = isNobodySlow;
    this.drawTold();
    this.drawTables();
  }

  private drawTold(): void {
    const { told, pinned } = this.axis;
    setText(this.told, clockText(told?.endMs ?? 0));
    this.live.setAttribute('aria-pressed', String(pinned === undefined));
    const chosen = this.figures.querySelector<HTMLInputElement>('input:checked')!;
    const figure = chosen.value as FigureKey;
    if (told !== undefined) this.fall.draw(waterfall(told.stages, figure), figure);
  }

  /** Hundreds of cells that nobody sees would be written every second. */
  private drawTables(): void {
    if (!this.tables.open) return;
    const { intervals, edgesUs } = this.history;
    drawTable(pageElement('interval-rows', HTMLElement), intervalRows(intervals, TABLE_ROW_LIMIT));
    drawTable(pageElement('heat-rows', HTMLElement), heatTableRows(this.axis.told, edgesUs));
  }
}
