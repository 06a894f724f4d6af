/**
 * Wall time → `YYYYMMDD-HH:MM:SS.sss` (52, 60 …). Owns the text of the time that was written last: what of it stays is not
 * written again, a time within the same ms costs nothing. No clock. Any thread, hot: allocates nothing.
 */

export const UTC_TIMESTAMP_BYTES = 21;

const MS_PER_DAY = 86_400_000;
const ZERO = 0x30;
const TIME_AT = 9;

export class UtcTimeText {
  /** The time of the last call of set(). */
  readonly bytes = Buffer.from('19700101-00:00:00.000', 'latin1');
  #ms = 0;
  #day = 0;
  #second = 0;

  /** @param ms whole milliseconds since 1970. */
  set(ms: number): void {
    if (ms === this.#ms) return;
    this.#ms = ms;
    const day = Math.floor(ms / MS_PER_DAY);
    if (day !== this.#day) this.#setDay(day);
    const msOfDay = ms - day * MS_PER_DAY;
    const second = Math.floor(msOfDay / 1000);
    if (second !== this.#second) this.#setSecond(second);
    this.#digits(TIME_AT + 9, msOfDay - second * 1000, 3);
  }

  text(ms: number): string {
    this.set(ms);
    return this.bytes.toString('latin1');
  }

  #setSecond(second: number): void {
    this.#second = second;
    const minute = Math.floor(second / 60);
    this.#digits(TIME_AT, Math.floor(minute / 60), 2);
    this.#digits(TIME_AT + 3, minute % 60, 2);
    this.#digits(TIME_AT + 6, second % 60, 2);
  }

  /** The civil date of a day since 1970; years count from March, leap day last. */
  #setDay(day: number): void {
    this.#day = day;
    const shifted = day + 719_468;
    const era = Math.floor(shifted / 146_097);
    const dayOfEra = shifted - era * 146_097;
    const leapDays =
      Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
    const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
    const dayOfYear =
      dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
    const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    this.#digits(0, yearOfEra + era * 400 + (month <= 2 ? 1 : 0), 4);
    this.#digits(4, month, 2);
    this.#digits(6, dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1, 2);
  }

  #digits(at: number, value: number, count: number): void {
    let rest = value;
    for (let i = at + count - 1; i >= at; i--) {
      const tenth = Math.floor(rest / 10);
      this.bytes[i] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
  }
}
