/** NASDAQ ITCH 5.0 as a live venue: over MoldUDP64 multicast, and over SoupBinTCP. */
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { MoldNormalizer } from './mold/normalizer.js';
import { MOLD_OPTIONS, moldSettings } from './mold/settings.js';
import { SoupNormalizer } from './soup/normalizer.js';
import { SOUP_OPTIONS, soupSettings } from './soup/settings.js';

/** Whatever the venue's rule has to watch, the normalizers watch: silence, heartbeats, age. */
const RULES: ConnectionRules = {
  sendsPerSecond: 1,
  connectsPerSecond: 10,
  silenceMs: Infinity,
  pingEveryMs: 0,
  lifetimeMs: 0,
  messageBytesLimit: 65_536,
  restWeightPerMinute: 0,
  timersMs: 20,
};

const direct = {
  captures: [],
  // The addresses stand in the source's text, where other venues have symbols.
  endpoints: { webSocket: '', rest: '' },
  rules: RULES,
  imageOrigin: (options: Readonly<Record<string, string>>) =>
    options['glimpse'] === undefined ? ('none' as const) : ('resubscribe' as const),
  nativeSymbol: (name: string) => name,
};

export const ITCH_MOLD: VenueEntry = {
  ...direct,
  venue: 'itch-mold',
  options: MOLD_OPTIONS,
  make: (deps) => {
    const { symbols = [] } = deps.wants ?? {};
    const settings = moldSettings('itch-mold', symbols, deps.options ?? {}, process.env);
    return new MoldNormalizer(settings, deps);
  },
};

export const ITCH_SOUP: VenueEntry = {
  ...direct,
  venue: 'itch-soup',
  options: SOUP_OPTIONS,
  make: (deps) => {
    const { symbols = [] } = deps.wants ?? {};
    const settings = soupSettings('itch-soup', symbols, deps.options ?? {}, process.env);
    return new SoupNormalizer(settings, deps);
  },
};
