/**
 * A moment of a recording as text: a wall time (`2026-11-21T09:30:00Z`, with fraction and offset where
 * wanted) or a time after its beginning (`+90s`, `+15m`, `+2h`). Cold.
 */

const ISO = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/;
const AFTER = /^\+(\d{1,9}(?:\.\d{1,9})?)(s|m|h|d)$/;
/** What a config key may hold: empty means none. */
export const MOMENT_PATTERN = new RegExp(`^$|${ISO.source}|${AFTER.source}`);

const UNIT_NS: Readonly<Record<string, number>> = { s: 1e9, m: 60e9, h: 3_600e9, d: 86_400e9 };
const NS_PER_MS = 1_000_000n;
const FRACTION_DIGITS = 9;

export type Moment =
  | { readonly unixNs: bigint }
  /** From the beginning of the recording. */
  | { readonly afterNs: number };

/** @returns undefined for what is no moment, the thirtieth of February included. */
export function parseMoment(text: string): Moment | undefined {
  const [, count, unit] = AFTER.exec(text) ?? [];
  if (count !== undefined) return { afterNs: Math.round(Number(count) * UNIT_NS[unit!]!) };
  const [, seconds, fraction = '', zone] = ISO.exec(text) ?? [];
  if (seconds === undefined) return undefined;
  const ms = Date.parse(seconds + zone!);
  if (Number.isNaN(ms)) return undefined;
  const fractionNs = BigInt(fraction.padEnd(FRACTION_DIGITS, '0'));
  return { unixNs: BigInt(ms) * NS_PER_MS + fractionNs };
}
