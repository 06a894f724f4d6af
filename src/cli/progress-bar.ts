/** A progress bar for what takes longer than a moment, on a terminal only. Owns one line of stderr. Cold. */
import { wallNowMs } from '../runtime/index.js';

const SHOW_AFTER_MS = 2_000;
const REDRAW_MS = 100;
const BAR_CELLS = 30;
const CLEAR_LINE = '\r\u001b[K';

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export class ProgressBar {
  private readonly startMs: number;
  private drawnMs = -Infinity;

  constructor(
    private readonly label: string,
    private readonly target: ProgressTarget = process.stderr,
    private readonly nowMs: () => number = wallNowMs,
  ) {
    this.startMs = nowMs();
  }

  /** @param note what else is worth knowing, e.g. a count. */
  update(done: number, total: number, note = ''): void {
    if (this.target.isTTY !== true || total <= 0) return;
    const nowMs = this.nowMs();
    if (nowMs - this.startMs < SHOW_AFTER_MS || nowMs - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = nowMs;
    const share = Math.min(1, done / total);
    const cells = Math.round(share * BAR_CELLS);
    const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
    const leftSeconds =
      share > 0 ? Math.ceil(((nowMs - this.startMs) * (1 / share - 1)) / 1000) : 0;
    const percent = String(Math.floor(share * 100)).padStart(3);
    this.target.write(
      `${CLEAR_LINE}${this.label} ${bar} ${percent} %  ${leftSeconds} s left  ${note}`,
    );
  }

  /** Takes the bar away. */
  end(): void {
    if (this.drawnMs !== -Infinity) this.target.write(CLEAR_LINE);
    this.drawnMs = -Infinity;
  }
}
