/**
 * The messages that are missing, as holes in the sequence: which are due to be asked for, which were
 * filled, which are too old. Owns the schedule of requests; sends nothing. Each hole is at most one
 * request long. Only touched when something is missing: it allocates. Feed thread.
 */
import type { MoldLimits } from './limits.js';

export interface Gap {
  /** First message missing. */
  from: number;
  /** One past the last. */
  to: number;
  readonly sinceNs: number;
  /** When it is to be asked for (again). */
  dueNs: number;
  /** Requests made. */
  attempts: number;
}

const NS_PER_SECOND = 1e9;

export class GapList {
  /** Messages missing. */
  missing = 0;
  /** By sequence. */
  private gaps: Gap[] = [];
  private inFlight = 0;
  /** No hole is due before. */
  private nextDueNs = 0;
  /** Earliest moment at which the pace allows the next request. */
  private paceNs = 0;

  constructor(private readonly limits: MoldLimits) {}

  get isEmpty(): boolean {
    return this.gaps.length === 0;
  }

  /** When the oldest hole was found; Infinity without one. */
  get oldestNs(): number {
    let oldest = Infinity;
    for (const gap of this.gaps) if (gap.sinceNs < oldest) oldest = gap.sinceNs;
    return oldest;
  }

  /** A hole behind all that is known: [from, to). */
  open(from: number, to: number, nowNs: number): void {
    const { requestMessages, requestAfterNs } = this.limits;
    this.missing += to - from;
    this.nextDueNs = Math.min(this.nextDueNs, nowNs + requestAfterNs);
    for (let at = from; at < to; at += requestMessages) {
      const end = Math.min(to, at + requestMessages);
      this.gaps.push({
        from: at,
        to: end,
        sinceNs: nowNs,
        dueNs: nowNs + requestAfterNs,
        attempts: 0,
      });
    }
  }

  /**
   * These messages have come. What is left of a hole that was asked for is due at once: the server
   * answers with what fits into one packet.
   * @returns how many of them were missing.
   */
  fill(from: number, to: number, nowNs: number): number {
    const { gaps } = this;
    let index = this.firstBehind(from);
    let filled = 0;
    while (index < gaps.length && gaps[index]!.from < to) {
      const gap = gaps[index]!;
      const start = Math.max(from, gap.from);
      const end = Math.min(to, gap.to);
      filled += end - start;
      const rest = this.restOf(gap, start, end, nowNs);
      if (gap.attempts > 0) this.inFlight--;
      gaps.splice(index, 1, ...rest);
      index += rest.length;
    }
    this.missing -= filled;
    if (filled > 0) this.nextDueNs = 0;
    return filled;
  }

  /** Forget what is missing below `sequence`. @returns messages forgotten. */
  dropBelow(sequence: number): number {
    return this.fill(0, sequence, 0);
  }

  /** Since when the last hole of all is open; NaN without one. */
  get lastNs(): number {
    return this.gaps.at(-1)?.sinceNs ?? NaN;
  }

  /** The last hole of all is none: forget it. @returns where it began and ended. */
  dropLast(): { from: number; to: number } {
    const { to } = this.gaps.at(-1)!;
    let from = to;
    // It is as many holes as it takes requests, one behind the other.
    while (this.gaps.at(-1)?.to === from) {
      const gap = this.gaps.pop()!;
      if (gap.attempts > 0) this.inFlight--;
      this.missing -= gap.to - gap.from;
      from = gap.from;
    }
    return { from, to };
  }

  clear(): void {
    this.gaps = [];
    this.missing = 0;
    this.inFlight = 0;
  }

  /** The next hole to ask for now, once; the caller asks. */
  takeDue(nowNs: number): Gap | undefined {
    const { limits } = this;
    if (nowNs < this.paceNs || nowNs < this.nextDueNs) return undefined;
    let nextDueNs = Infinity;
    for (const gap of this.gaps) {
      const mustWait = gap.attempts === 0 && this.inFlight >= limits.requestsInFlight;
      if (mustWait) continue;
      if (gap.dueNs > nowNs) {
        nextDueNs = Math.min(nextDueNs, gap.dueNs);
        continue;
      }
      if (gap.attempts === 0) this.inFlight++;
      gap.attempts++;
      gap.dueNs = nowNs + limits.requestRetryNs;
      // One request's worth of delay that was not used may be made up for, not more.
      const stepNs = NS_PER_SECOND / limits.requestsPerSecond;
      this.paceNs = Math.max(this.paceNs + stepNs, nowNs - stepNs * limits.requestsInFlight);
      return gap;
    }
    this.nextDueNs = nextDueNs;
    return undefined;
  }

  /** What is left of `gap` around [start, end). */
  private restOf(gap: Gap, start: number, end: number, nowNs: number): Gap[] {
    const rest: Gap[] = [];
    const dueNs = gap.attempts > 0 ? nowNs : gap.dueNs;
    if (gap.from < start) rest.push({ ...gap, to: start, dueNs, attempts: 0 });
    if (end < gap.to) rest.push({ ...gap, from: end, dueNs, attempts: 0 });
    return rest;
  }

  /** Index of the first hole that ends behind `sequence`. */
  private firstBehind(sequence: number): number {
    let low = 0;
    let high = this.gaps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.gaps[middle]!.to > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
