/**
 * The text of a source that names a venue → what its feed thread is to read. Owns the options that all
 * venues have, and how two texts of one venue become one feed. Cold, supervisor.
 */
import { nearest } from '../../config/nearest.js';
import { unknownOption } from '../../config/source-options.js';
import type { SourceText, SourceTextProblem } from '../../config/source-text.js';
import { SLOT_BYTES, slotViewsOf } from '../../event/slot.js';
import type { VenueEntry } from '../../feed/normalize/venue-entry.js';
import { INSTRUMENT_REFUSED } from '../../feed/normalize/instrument-register.js';
import { findVenue, VENUE_NAMES } from '../../feed/normalize/venue-table.js';
import { feedName, type SourceSpec } from './source-spec.js';
import { venueRequest } from './venue-request.js';

export type VenueSpec = SourceSpec & { readonly kind: 'venue' };

interface OptionRule {
  readonly allowed: string;
  accepts(text: string): boolean;
}

const isUrl = (text: string, schemes: readonly string[]): boolean =>
  URL.canParse(text) && schemes.includes(new URL(text).protocol);

const wholeNumber = (min: number, max: number, unit: string): OptionRule => ({
  allowed: `a whole number of ${unit}, ${min} to ${max}`,
  accepts: (text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max,
});

const address = (example: string, ...schemes: string[]): OptionRule => ({
  allowed: `an address such as ${example}`,
  accepts: (text) => isUrl(text, schemes),
});

/** Options that every venue has. */
const OPTION_RULES: Readonly<Record<string, OptionRule>> = {
  lines: wholeNumber(1, 8, 'connections'),
  lineHoldMs: wholeNumber(0, 60_000, 'milliseconds'),
  lifetimeMs: wholeNumber(1_000, 604_800_000, 'milliseconds'),
  ws: address('ws://127.0.0.1:9000', 'ws:', 'wss:'),
  rest: address('http://127.0.0.1:9000', 'http:', 'https:'),
  proxy: address('http://proxy.example:3128', 'http:', 'https:'),
};

/** What a source may be called beside the venues. */
const OTHER_NAMES = ['simulator', 'file'];

/** @returns the venue of one text, or what is wrong with it. */
export function venueOf(text: SourceText): VenueSpec | SourceTextProblem {
  const { venue, symbols, depth, options } = text;
  const entry = findVenue(venue);
  if (entry === undefined) {
    const names = [...VENUE_NAMES, ...OTHER_NAMES];
    return {
      problem: `there is no venue ${venue}; did you mean ${nearest(venue, names)}? There are: ${names.join(', ')}`,
    };
  }
  if (symbols.length === 0)
    return {
      problem: `names no symbol: write ${venue}:BTC/USDT,ETH/USDT, or symbols as the venue writes them`,
    };
  const wrong = optionProblem(entry, options);
  if (wrong !== undefined) return { problem: wrong };
  const spec: VenueSpec = { kind: 'venue', venue, symbols, options: Object.fromEntries(options) };
  return tried(depth === undefined ? spec : { ...spec, depth }, entry);
}

/** What only the venue knows of its symbols and options, its normalizer says when it is made. */
function tried(spec: VenueSpec, entry: VenueEntry): VenueSpec | SourceTextProblem {
  const { wants, endpoints, own } = venueRequest(spec, entry);
  try {
    entry.endpoint?.(own, {}, undefined);
    entry.make({
      sink: { views: slotViewsOf(new SharedArrayBuffer(SLOT_BYTES), 0), next: () => 0 },
      register: { register: () => INSTRUMENT_REFUSED },
      random: () => 0,
      endpoints: { ...entry.endpoints, ...endpoints },
      options: own,
      wants,
    });
    if (entry.instrumentVenue !== undefined) return { ...spec, name: entry.instrumentVenue(own) };
  } catch (error) {
    if (error instanceof RangeError) return { problem: error.message };
    throw error;
  }
  return spec;
}

function optionProblem(
  entry: VenueEntry,
  options: ReadonlyMap<string, string>,
): string | undefined {
  const own = Object.keys(entry.options ?? {});
  for (const [name, text] of options) {
    if (own.includes(name)) continue;
    const rule = OPTION_RULES[name];
    if (rule === undefined)
      return unknownOption(entry.venue, name, [...Object.keys(OPTION_RULES), ...own]);
    if (!rule.accepts(text)) return `the option ${name}=${text} must be ${rule.allowed}`;
  }
  return undefined;
}

/** One venue named twice is one feed with the symbols of both; where they contradict, what is wrong. */
export function mergedVenue(first: VenueSpec, second: VenueSpec): VenueSpec | SourceTextProblem {
  const venue = feedName(first);
  if (first.venue !== second.venue)
    return {
      problem: `${venue} is the name of another feed already: give this one another, ?venue=…`,
    };
  if (first.depth !== undefined && second.depth !== undefined && first.depth !== second.depth)
    return {
      problem: `${venue} is named before with the depth ${first.depth}: a venue is one feed, give both the same`,
    };
  for (const [name, text] of Object.entries(second.options)) {
    const before = first.options[name];
    if (before !== undefined && before !== text)
      return {
        problem: `${venue} is named before with ${name}=${before}: a venue is one feed, give both the same`,
      };
  }
  const depth = first.depth ?? second.depth;
  return {
    ...first,
    ...(depth === undefined ? {} : { depth }),
    symbols: [...new Set([...first.symbols, ...second.symbols])],
    options: { ...first.options, ...second.options },
  };
}
