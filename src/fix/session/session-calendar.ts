/**
 * When a session may be logged on: its periods, in its time zone, daily or weekly, over midnight, over changes of
 * the clocks. A new period begins with MsgSeqNum 1. Owns the period that was asked for last; reads no clock. Any thread.
 */
import type { SessionSchedule } from './session-settings.js';
import { ZoneTime } from './zone-time.js';

const DAY_MS = 86_400_000;
const DAYS_PER_WEEK = 7;
/** Far enough that one of a week's days comes, also where a date line leaves one out. */
const DAYS_AHEAD = 2 * DAYS_PER_WEEK + 1;
const TIME = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_1970 = 4;

/** From `startMs` to before `endMs`. */
export interface SessionPeriod {
  readonly startMs: number;
  readonly endMs: number;
}

export class SessionCalendar {
  private readonly zone: ZoneTime;
  private readonly startMs: number;
  private readonly endMs: number;
  /** Days on which a period begins. */
  private readonly startDays: readonly number[];
  /** Midnights between a period's begin and its end. */
  private readonly nights: number;
  private known: { readonly sinceMs: number; readonly untilMs: number; period?: SessionPeriod } = {
    sinceMs: 0,
    untilMs: 0,
  };

  /** @throws RangeError naming the field, the value and what it may be. */
  constructor(schedule: SessionSchedule) {
    const { startDay, endDay, days } = schedule;
    this.zone = zoneOf(schedule.timeZone);
    this.startMs = timeOfDay('startTime', schedule.startTime);
    this.endMs = timeOfDay('endTime', schedule.endTime);
    if ((startDay === undefined) !== (endDay === undefined)) {
      throw new RangeError(
        'startDay and endDay: give both for a session of a week, or none for one of a day',
      );
    }
    const isOverNight = this.endMs <= this.startMs ? 1 : 0;
    if (startDay === undefined || endDay === undefined) {
      this.startDays = days ?? [0, 1, 2, 3, 4, 5, 6];
      this.nights = isOverNight;
    } else {
      if (days !== undefined) {
        throw new RangeError('days: only for a session of a day; leave it out beside startDay');
      }
      this.startDays = [startDay];
      const nights = (endDay - startDay + DAYS_PER_WEEK) % DAYS_PER_WEEK;
      this.nights = nights === 0 && isOverNight === 1 ? DAYS_PER_WEEK : nights;
    }
    for (const day of [...this.startDays, endDay ?? 0]) {
      if (Number.isInteger(day) && day >= 0 && day < DAYS_PER_WEEK) continue;
      throw new RangeError(`day ${day}: days are 0 (Sunday) to 6 (Saturday)`);
    }
    if (this.startDays.length === 0) throw new RangeError('days: name at least one day');
  }

  /** The period that holds at an instant, or undefined. Cheap while it does not change. */
  periodAt(wallMs: number): SessionPeriod | undefined {
    const { known } = this;
    if (wallMs >= known.sinceMs && wallMs < known.untilMs) return known.period;
    let period: SessionPeriod | undefined;
    let nextMs = Infinity;
    for (const candidate of this.periodsAround(wallMs)) {
      if (candidate.startMs > wallMs) nextMs = Math.min(nextMs, candidate.startMs);
      else if (candidate.endMs > wallMs) period = candidate;
    }
    this.known =
      period === undefined
        ? { sinceMs: wallMs, untilMs: nextMs }
        : { sinceMs: period.startMs, untilMs: Math.min(period.endMs, nextMs), period };
    return period;
  }

  /** When a session may be opened: now, or when the next period begins. */
  opensAtMs(wallMs: number): number {
    return this.periodAt(wallMs) === undefined ? this.known.untilMs : wallMs;
  }

  /** Ascending, from the last one that may hold at this instant to the next one that begins. */
  private *periodsAround(wallMs: number): Generator<SessionPeriod> {
    const today = Math.floor(this.zone.localMs(wallMs) / DAY_MS);
    for (let day = today - this.nights - 1; day <= today + DAYS_AHEAD; day++) {
      const weekday = (day + WEEKDAY_OF_1970) % DAYS_PER_WEEK;
      if (!this.startDays.includes(weekday)) continue;
      const startMs = this.zone.firstInstant(day * DAY_MS + this.startMs);
      const endMs = this.zone.firstInstant((day + this.nights) * DAY_MS + this.endMs);
      if (endMs > startMs) yield { startMs, endMs };
    }
  }
}

function timeOfDay(field: string, text: string): number {
  const match = TIME.exec(text);
  if (match === null) {
    throw new RangeError(`${field} ${JSON.stringify(text)}: write HH:MM:SS, 00:00:00 to 23:59:59`);
  }
  const [, hours, minutes, seconds] = match;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e3;
}

function zoneOf(timeZone: string): ZoneTime {
  try {
    return new ZoneTime(timeZone);
  } catch {
    throw new RangeError(
      `timeZone ${JSON.stringify(timeZone)}: give a name of the IANA database, such as UTC or America/New_York`,
    );
  }
}
