/**
 * Local times of an IANA time zone ↔ instants, over changes of its clocks. Owns the formatter of one zone; reads
 * no clock. Cold. Any thread.
 *
 * A local time is written as a number, too: the ms since 1970 that UTC would have when its clocks show it.
 */
const HOUR_MS = 3_600_000;
/** Clocks change at most once within this, and a date line may jump a day. */
const CHANGE_MS = 48 * HOUR_MS;

export class ZoneTime {
  private readonly format: Intl.DateTimeFormat;

  /** @throws RangeError where there is no such zone. */
  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** What the zone's clocks show, whole seconds. */
  localMs(instantMs: number): number {
    const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.format.formatToParts(instantMs)) {
      fields[type] = Number(value);
    }
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /**
   * The first instant at which the zone's clocks show `localMs` or later: of a time that comes twice the first,
   * of one that is left out the moment of the jump.
   */
  firstInstant(localMs: number): number {
    const before = this.offsetMs(localMs - CHANGE_MS);
    const after = this.offsetMs(localMs + CHANGE_MS);
    const candidates = before >= after ? [before, after] : [after, before];
    for (const offsetMs of candidates) {
      if (this.localMs(localMs - offsetMs) === localMs) return localMs - offsetMs;
    }
    return this.change(localMs - CHANGE_MS, localMs + CHANGE_MS);
  }

  private offsetMs(instantMs: number): number {
    return this.localMs(instantMs) - Math.floor(instantMs / 1e3) * 1e3;
  }

  /** The first instant with the offset that the zone has at `highMs`. */
  private change(lowMs: number, highMs: number): number {
    const newOffsetMs = this.offsetMs(highMs);
    let low = lowMs;
    let high = highMs;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetMs(middle) === newOffsetMs) high = middle;
      else low = middle;
    }
    return high;
  }
}
