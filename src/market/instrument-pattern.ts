/**
 * How subscriptions name instruments: `venue:symbol`, `venue:*` or `*`. Owns the notation, for the
 * gateway and the SDK alike; cold. Runs everywhere.
 */
import type { Instrument } from './instrument.js';

export interface InstrumentPattern {
  readonly text: string;
  /** undefined: any venue. */
  readonly venue: string | undefined;
  /** undefined: any symbol. */
  readonly symbol: string | undefined;
}

/** Longer than any venue and symbol of the instrument table together. */
const TEXT_LENGTH_LIMIT = 80;

/** @returns undefined when the text is none of the three forms. */
export function parsePattern(text: string): InstrumentPattern | undefined {
  if (text === '*') return { text, venue: undefined, symbol: undefined };
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1 || text.length > TEXT_LENGTH_LIMIT) return undefined;
  const venue = text.slice(0, colon);
  const symbol = text.slice(colon + 1);
  if (venue === '*') return undefined;
  return { text, venue, symbol: symbol === '*' ? undefined : symbol };
}

/** Whether it may cover more than one instrument, later ones included. */
export const isWildcard = (pattern: InstrumentPattern): boolean => pattern.symbol === undefined;

export const covers = (
  pattern: InstrumentPattern,
  instrument: Pick<Instrument, 'venue' | 'symbol'>,
): boolean =>
  (pattern.venue === undefined || pattern.venue === instrument.venue) &&
  (pattern.symbol === undefined || pattern.symbol === instrument.symbol);

/** Whether a pattern's text covers an instrument; a text that is no pattern covers none. */
export function patternCovers(text: string, venue: string, symbol: string): boolean {
  const pattern = parsePattern(text);
  return pattern !== undefined && covers(pattern, { venue, symbol });
}

/** Whether two patterns' texts can name one instrument. */
export function patternsOverlap(a: string, b: string): boolean {
  if (a === '*' || b === '*' || a === b) return true;
  const [venueA, venueB] = [a.slice(0, a.indexOf(':')), b.slice(0, b.indexOf(':'))];
  return venueA === venueB && (a === `${venueA}:*` || b === `${venueB}:*`);
}
