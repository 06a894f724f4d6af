/**
 * What a client calls an instrument → our name. `venue:symbol` in 55 (or in 48), or the venue's own symbol there
 * and the venue in 207. Owns the rule; whether there is such an instrument, the gateway knows. Cold.
 */
import type { FieldTable } from '../fix/codec/field-table.js';
import { TAG } from '../fix/tags.js';
import { isWildcard, parsePattern, type InstrumentPattern } from '../market/instrument-pattern.js';
import type { Naming } from './wording.js';

export interface NamedInstrument {
  readonly pattern: InstrumentPattern;
  readonly naming: Naming;
}

/** Of what use 55 is where only 48 names it. */
const NO_SYMBOL = '[N/A]';

const decoder = new TextDecoder();

/** A value as UTF-8: symbols are as the venue writes them. */
const utf8 = (table: FieldTable, index: number): string =>
  decoder.decode(table.bytes.subarray(table.starts[index], table.ends[index]));

/** @returns the instrument that fields `from` … `to - 1` name; a text that says what is wrong where they do not. */
export function readInstrumentName(
  table: FieldTable,
  from: number,
  to: number,
): NamedInstrument | string {
  const value = (tag: number): string | undefined => {
    // Within the entry alone: what it has not would be looked for to the end of the message, for each entry.
    const index = table.find(tag, from, to);
    return index < 0 ? undefined : utf8(table, index);
  };
  const symbol = value(TAG.Symbol);
  const exchange = value(TAG.SecurityExchange);
  const name = symbol === undefined || symbol === NO_SYMBOL ? value(TAG.SecurityID) : symbol;
  if (name === undefined) return 'Symbol (55) or SecurityID (48) has to name the instrument';
  const text = exchange === undefined ? name : `${exchange}:${name}`;
  const pattern = parsePattern(text);
  if (pattern === undefined || isWildcard(pattern) || pattern.venue === undefined) {
    return `${text} is no instrument: say venue:symbol in Symbol (55), or the symbol there and the venue in SecurityExchange (207)`;
  }
  return { pattern, naming: exchange === undefined ? 'qualified' : 'exchange' };
}

/** All instruments of a group with this count field; several names of one are one. */
export function readInstrumentGroup(
  table: FieldTable,
  countTag: number,
): NamedInstrument[] | string {
  const countAt = table.find(countTag);
  if (countAt < 0)
    return `the group NoRelatedSym (${countTag}) is missing: it names the instruments`;
  const delimiter = table.tags[countAt + 1];
  const found = new Map<string, NamedInstrument>();
  let start = countAt + 1;
  for (let entry = table.integerAt(countAt); entry > 0; entry--) {
    const next = table.find(delimiter!, start + 1);
    const named = readInstrumentName(table, start, next < 0 ? table.count : next);
    if (typeof named === 'string') return named;
    found.set(named.pattern.text, named);
    if (next < 0) break;
    start = next;
  }
  if (found.size === 0) return `NoRelatedSym (${countTag}) is 0: name at least one instrument`;
  return [...found.values()];
}
