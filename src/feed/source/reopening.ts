/**
 * When a line is opened again after a loss, and the note that says so: the same for every transport. Owns
 * the waits; what counts as a good connection is the transport's to say. Feed thread.
 */
import { BackOff } from './back-off.js';
import type { LineEvents, LineOptions } from './venue-line.js';

const REOPEN_NS_FIRST = 250e6;
const REOPEN_NS_MAX = 30e9;
const NS_PER_SECOND = 1e9;

export class Reopening {
  private dueNs = 0;
  private readonly backOff: BackOff;

  constructor(
    private readonly options: Pick<LineOptions, 'name' | 'random'>,
    private readonly events: Pick<LineEvents, 'note'>,
  ) {
    this.backOff = new BackOff(REOPEN_NS_FIRST, REOPEN_NS_MAX, options.random);
  }

  isDue(nowNs: number): boolean {
    return nowNs >= this.dueNs;
  }

  /** The connection has proven good: its loss is a new one. */
  succeeded(): void {
    this.backOff.succeeded();
  }

  /** @param what happened, for the operator. */
  lost(what: string, nowNs: number): void {
    const waitNs = this.backOff.nextNs();
    this.dueNs = nowNs + waitNs;
    const seconds = (waitNs / NS_PER_SECOND).toFixed(1);
    this.events.note(`${this.options.name}: ${what}; next attempt in ${seconds} s`);
  }

  /** `connection lost` or `no connection`, and why. */
  static words(wasOpen: boolean, why: string): string {
    return `${wasOpen ? 'connection lost' : 'no connection'} (${why})`;
  }
}
