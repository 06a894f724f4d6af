import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionCalendar } from '../../../src/fix/session/session-calendar.js';
import type { SessionSchedule } from '../../../src/fix/session/session-settings.js';

const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);
const text = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

const period = (schedule: SessionSchedule, instant: string): string => {
  const found = new SessionCalendar(schedule).periodAt(at(instant));
  return found === undefined ? 'none' : `${text(found.startMs)} ${text(found.endMs)}`;
};

const newYork = { startTime: '08:00:00', endTime: '17:00:00', timeZone: 'America/New_York' };
const fx = { startTime: '17:00:00', endTime: '17:00:00', timeZone: 'America/New_York' };

describe('the schedule of a session', () => {
  it('of a day lasts from its start to before its end, in its time zone', () => {
    expect(period(newYork, '2026-01-05T12:59:59Z')).toBe('none');
    const day = '2026-01-05T13:00:00Z 2026-01-05T22:00:00Z';
    expect(period(newYork, '2026-01-05T13:00:00Z')).toBe(day);
    expect(period(newYork, '2026-01-05T21:59:59.999Z')).toBe(day);
    expect(period(newYork, '2026-01-05T22:00:00Z')).toBe('none');
  });

  it('follows the clocks into summer and back', () => {
    expect(period(newYork, '2026-03-09T15:00:00Z')).toBe(
      '2026-03-09T12:00:00Z 2026-03-09T21:00:00Z',
    );
    expect(period(newYork, '2026-11-02T15:00:00Z')).toBe(
      '2026-11-02T13:00:00Z 2026-11-02T22:00:00Z',
    );
  });

  it('over midnight with one moment for end and start lasts 23 or 25 hours when the clocks change', () => {
    expect(period(fx, '2026-03-08T06:00:00Z')).toBe('2026-03-07T22:00:00Z 2026-03-08T21:00:00Z');
    expect(period(fx, '2026-11-01T06:00:00Z')).toBe('2026-10-31T21:00:00Z 2026-11-01T22:00:00Z');
    // One ends as the next begins: each moment has a period.
    expect(period(fx, '2026-11-01T21:59:59Z')).not.toBe(period(fx, '2026-11-01T22:00:00Z'));
  });

  it('whose start is left out in spring begins with the jump; one that comes twice begins the first time', () => {
    const night = { startTime: '02:30:00', endTime: '06:00:00', timeZone: 'Europe/Berlin' };
    expect(period(night, '2026-03-29T02:00:00Z')).toBe('2026-03-29T01:00:00Z 2026-03-29T04:00:00Z');
    expect(period(night, '2026-10-25T02:00:00Z')).toBe('2026-10-25T00:30:00Z 2026-10-25T05:00:00Z');
    const skipped = { startTime: '12:00:00', endTime: '13:00:00', timeZone: 'Pacific/Apia' };
    // Samoa left out 30 December 2011: that day has no session, for its start and end are one moment.
    expect(period(skipped, '2011-12-30T10:00:00Z')).toBe('none');
    expect(new SessionCalendar(skipped).opensAtMs(at('2011-12-30T10:00:00Z'))).toBe(
      at('2011-12-30T22:00:00Z'),
    );
  });

  it('of a week lasts over the days between', () => {
    const week = { ...fx, startDay: 0, endDay: 5 };
    const expected = '2026-03-08T21:00:00Z 2026-03-13T21:00:00Z';
    expect(period(week, '2026-03-08T20:59:59Z')).toBe('none');
    expect(period(week, '2026-03-08T21:00:00Z')).toBe(expected);
    expect(period(week, '2026-03-13T20:59:59Z')).toBe(expected);
    expect(period(week, '2026-03-13T21:00:00Z')).toBe('none');
    expect(new SessionCalendar(week).opensAtMs(at('2026-03-14T00:00:00Z'))).toBe(
      at('2026-03-15T21:00:00Z'),
    );
  });

  it('of a week may last the whole week', () => {
    const week = { ...fx, timeZone: 'UTC', startDay: 6, endDay: 6 };
    expect(period(week, '2026-01-09T00:00:00Z')).toBe('2026-01-03T17:00:00Z 2026-01-10T17:00:00Z');
    expect(period(week, '2026-01-10T17:00:00Z')).toBe('2026-01-10T17:00:00Z 2026-01-17T17:00:00Z');
  });

  it('may leave out days; the day is the one on which a period begins', () => {
    const nights = { ...fx, endTime: '03:00:00', timeZone: 'UTC', days: [1, 5] };
    expect(period(nights, '2026-01-06T02:00:00Z')).toBe(
      '2026-01-05T17:00:00Z 2026-01-06T03:00:00Z',
    );
    expect(period(nights, '2026-01-06T18:00:00Z')).toBe('none');
    expect(period(nights, '2026-01-10T02:00:00Z')).toBe(
      '2026-01-09T17:00:00Z 2026-01-10T03:00:00Z',
    );
  });

  it('says what is wrong with it', () => {
    const refusal = (schedule: Partial<SessionSchedule>): string => {
      try {
        new SessionCalendar({ ...newYork, ...schedule });
        return 'accepted';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusal({ startTime: '8:00' })).toBe(
      'startTime "8:00": write HH:MM:SS, 00:00:00 to 23:59:59',
    );
    expect(refusal({ endTime: '24:00:00' })).toMatch(/^endTime "24:00:00": write/);
    expect(refusal({ timeZone: 'Mars/Olympus' })).toMatch(/^timeZone "Mars\/Olympus": give a name/);
    expect(refusal({ startDay: 1 })).toMatch(/^startDay and endDay: give both/);
    expect(refusal({ startDay: 1, endDay: 7 })).toBe('day 7: days are 0 (Sunday) to 6 (Saturday)');
    expect(refusal({ days: [] })).toBe('days: name at least one day');
    expect(refusal({ startDay: 1, endDay: 2, days: [1] })).toMatch(
      /^days: only for a session of a day/,
    );
  });
});

/** What the zone's clocks show, by another way than the code under test: as text. */
const shown = (timeZone: string): ((ms: number) => string) => {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (ms) => format.format(ms);
};

/** Step by step from a few days before: a period begins when the clocks first show its start or more. */
function naivePeriod(schedule: SessionSchedule, wallMs: number): string {
  const stepMs = HOUR_MS / 4;
  const show = shown(schedule.timeZone);
  const firstShown = (local: string, fromMs: number): number => {
    let ms = fromMs;
    while (show(ms) < local) ms += stepMs;
    return ms;
  };
  const dateOf = (day: number): string => new Date(day * 24 * HOUR_MS).toISOString().slice(0, 10);
  const nightsOfDay = schedule.endTime <= schedule.startTime ? 1 : 0;
  const { startDay, endDay } = schedule;
  let nights = nightsOfDay;
  if (startDay !== undefined) {
    nights = endDay! - startDay;
    if (nights < 0 || (nights === 0 && nightsOfDay === 1)) nights += 7;
  }
  const lastDay = Math.floor(wallMs / (24 * HOUR_MS)) + 1;
  for (let day = lastDay; day >= lastDay - nights - 3; day--) {
    const weekday = new Date(day * 24 * HOUR_MS).getUTCDay();
    const isStart = startDay === undefined || weekday === startDay;
    if (!isStart || schedule.days?.includes(weekday) === false) continue;
    const dayMs = (day - 2) * 24 * HOUR_MS;
    const startMs = firstShown(`${dateOf(day)} ${schedule.startTime}`, dayMs);
    const endMs = firstShown(`${dateOf(day + nights)} ${schedule.endTime}`, dayMs);
    if (startMs <= wallMs && wallMs < endMs) return `${text(startMs)} ${text(endMs)}`;
  }
  return 'none';
}

describe('the schedule of a session beside a naive one', () => {
  const quarter = fc
    .record({ hour: fc.nat(23), quarter: fc.nat(3) })
    .map(
      ({ hour, quarter: q }) =>
        `${String(hour).padStart(2, '0')}:${['00', '15', '30', '45'][q]}:00`,
    );
  const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata'];
  // Around the days on which these zones change their clocks, and in between.
  const instants = [
    '2026-03-08',
    '2026-03-29',
    '2026-04-05',
    '2026-10-04',
    '2026-10-25',
    '2026-11-01',
  ];
  const schedules = fc.record({
    startTime: quarter,
    endTime: quarter,
    timeZone: fc.constantFrom(...zones),
    rule: fc.oneof(
      fc.constant({}),
      fc.record({ days: fc.uniqueArray(fc.nat(6), { minLength: 1 }) }),
      fc.record({ startDay: fc.nat(6), endDay: fc.nat(6) }),
    ),
  });

  it('has the same periods, also while clocks change', () => {
    fc.assert(
      fc.property(
        schedules,
        fc.constantFrom(...instants),
        fc.array(fc.integer({ min: -48 * 4, max: 48 * 4 }), { minLength: 4, maxLength: 4 }),
        ({ rule, ...times }, day, quarters) => {
          const schedule: SessionSchedule = { ...times, ...rule };
          const calendar = new SessionCalendar(schedule);
          for (const offset of quarters) {
            const wallMs = at(`${day}T00:00:00Z`) + (offset * HOUR_MS) / 4;
            const found = calendar.periodAt(wallMs);
            const mine = found && `${text(found.startMs)} ${text(found.endMs)}`;
            expect(mine ?? 'none', `${JSON.stringify(schedule)} ${text(wallMs)}`).toBe(
              naivePeriod(schedule, wallMs),
            );
          }
        },
      ),
      { seed: 20260105, numRuns: 300 },
    );
  });
});
