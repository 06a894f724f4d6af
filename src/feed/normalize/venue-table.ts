/**
 * Which exchanges we can normalize, by the name their captures carry. To add one: a folder with a
 * VenueNormalizer, and a line here.
 */
import { BinanceNormalizer } from './binance/binance-normalizer.js';
import type { NormalizerDeps, VenueNormalizer } from './venue-normalizer.js';

export interface VenueEntry {
  /** Our name of the venue. */
  readonly venue: string;
  readonly make: (deps: NormalizerDeps) => VenueNormalizer;
}

const binanceSpot = (venue: string, restBase: string): VenueEntry => ({
  venue,
  make: (deps) => new BinanceNormalizer({ venue, restBase }, deps),
});

const VENUES: ReadonlyMap<string, VenueEntry> = new Map([
  ['BINANCE', binanceSpot('binance', 'https://api.binance.com')],
  ['BINANCE_US', binanceSpot('binance_us', 'https://api.binance.us')],
]);

export const SUPPORTED_EXCHANGES: readonly string[] = [...VENUES.keys()];

export const findVenue = (exchange: string): VenueEntry | undefined => VENUES.get(exchange);
