/**
 * Which streams need a fresh image, and when to ask (again) for it: at once the first time, with
 * back-off when a stream keeps failing, in batches. Owns the asking of one connection; must never
 * ask for one stream more often than its back-off allows.
 */
import { backOffMs, type BackOffOptions } from './back-off.js';
import type { ClientClock } from './clock.js';

export interface ResyncOptions extends BackOffOptions {
  /** How long to wait for an image that was promised or asked for, ms, before asking (again). */
  readonly answerMs: number;
}

export const RESYNC_DEFAULTS: ResyncOptions = { initialMs: 100, maxMs: 10_000, answerMs: 2_000 };

/** Streams named in one request: well below the server's limit of bytes. */
export const STREAMS_PER_REQUEST = 1_000;

/** A stream that was right for this long starts again without back-off. */
const FORGIVEN_AFTER_NS = 10_000_000_000;
const SWEEP_MS = 20;
const NS_PER_MS = 1e6;

interface Entry {
  /** Requests since the stream was last right for long. */
  attempt: number;
  /** Clock reading at which to ask; Infinity while the stream is right. */
  dueNs: number;
  healedNs: number;
}

export class ResyncSchedule {
  private readonly entries = new Map<number, Entry>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pendingCount = 0;

  constructor(
    private readonly options: ResyncOptions,
    private readonly clock: ClientClock,
    private readonly random: () => number,
    private readonly ask: (streams: number[]) => void,
  ) {}

  /** An image will come by itself; ask when it does not. */
  expect(stream: number): void {
    this.setDue(this.entryOf(stream), this.clock.nowNs() + this.options.answerMs * NS_PER_MS);
    this.sweepAfter(SWEEP_MS);
  }

  /** The stream is wrong: ask for an image. */
  request(stream: number): void {
    const now = this.clock.nowNs();
    const entry = this.entryOf(stream);
    if (entry.dueNs === Infinity && now - entry.healedNs > FORGIVEN_AFTER_NS) entry.attempt = 0;
    const waitMs =
      entry.attempt === 0 ? 0 : backOffMs(this.options, entry.attempt - 1, this.random);
    this.setDue(entry, Math.min(entry.dueNs, now + waitMs * NS_PER_MS));
    this.sweepAfter(0);
  }

  /** The stream is right again. */
  healed(stream: number): void {
    const entry = this.entries.get(stream);
    if (entry === undefined) return;
    this.setDue(entry, Infinity);
    entry.healedNs = this.clock.nowNs();
  }

  forget(stream: number): void {
    this.healed(stream);
    this.entries.delete(stream);
  }

  /** The connection is gone. */
  clear(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.entries.clear();
    this.pendingCount = 0;
  }

  private entryOf(stream: number): Entry {
    let entry = this.entries.get(stream);
    if (entry === undefined) {
      entry = { attempt: 0, dueNs: Infinity, healedNs: -Infinity };
      this.entries.set(stream, entry);
    }
    return entry;
  }

  private setDue(entry: Entry, dueNs: number): void {
    this.pendingCount += Number(dueNs !== Infinity) - Number(entry.dueNs !== Infinity);
    entry.dueNs = dueNs;
  }

  private sweepAfter(ms: number): void {
    if (ms > 0 && this.timer !== undefined) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sweep(), ms);
  }

  private sweep(): void {
    this.timer = undefined;
    const now = this.clock.nowNs();
    const due: number[] = [];
    for (const [stream, entry] of this.entries) {
      if (entry.dueNs > now || due.length === STREAMS_PER_REQUEST) continue;
      due.push(stream);
      const again = backOffMs(this.options, entry.attempt++, this.random);
      entry.dueNs = now + Math.max(again, this.options.answerMs) * NS_PER_MS;
    }
    if (due.length > 0) this.ask(due);
    if (this.pendingCount > 0) this.sweepAfter(SWEEP_MS);
  }
}
