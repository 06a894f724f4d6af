/**
 * ITCH time counts from midnight in New York. Owns the way from a calendar date to that moment.
 * Cold, reads no clock. Runs anywhere.
 */

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const HOUR_MS = 3_600_000;

const newYorkHour = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});

function isNewYorkMidnight(ms: number, date: string): boolean {
  const parts = Object.fromEntries(
    newYorkHour.formatToParts(ms).map((part) => [part.type, part.value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']}` === date && parts['hour'] === '00';
}

/**
 * Seconds since 1970 of 00:00 in New York on `date` (YYYY-MM-DD).
 * @returns undefined when that is no date.
 */
export function newYorkMidnight(date: string): number | undefined {
  const fields = DATE.exec(date);
  if (fields === null) return undefined;
  const utcMidnight = Date.UTC(Number(fields[1]), Number(fields[2]) - 1, Number(fields[3]));
  if (new Date(utcMidnight).toISOString().slice(0, 10) !== date) return undefined;
  // New York is four or five hours behind; clocks change at 02:00, so one of the two is midnight.
  for (const hours of [4, 5]) {
    const ms = utcMidnight + hours * HOUR_MS;
    if (isNewYorkMidnight(ms, date)) return ms / 1000;
  }
  return undefined;
}
