/**
 * Which venues we can normalize, by our name of them and by the name that captures carry. To add one:
 * a folder with a VenueEntry, and a line here.
 */
import { BINANCE, BINANCE_COINM, BINANCE_US, BINANCE_USDM } from './binance/venue.js';
import { BYBIT_LINEAR, BYBIT_SPOT } from './bybit/venue.js';
import { COINBASE_EXCHANGE, COINBASE_L3 } from './coinbase-exchange/venue.js';
import { COINBASE } from './coinbase/venue.js';
import { BITFINEX } from './bitfinex/venue.js';
import { DERIBIT } from './deribit/venue.js';
import { FIX } from './fix/venue.js';
import { ITCH_MOLD, ITCH_SOUP } from './itch/venue.js';
import { KRAKEN, KRAKEN_L3 } from './kraken/venue.js';
import { OKX } from './okx/venue.js';
import type { VenueEntry } from './venue-entry.js';

export const VENUES: readonly VenueEntry[] = [
  BINANCE,
  BINANCE_US,
  BINANCE_USDM,
  BINANCE_COINM,
  BYBIT_LINEAR,
  BYBIT_SPOT,
  COINBASE_EXCHANGE,
  COINBASE_L3,
  COINBASE,
  BITFINEX,
  DERIBIT,
  FIX,
  ITCH_MOLD,
  ITCH_SOUP,
  KRAKEN,
  KRAKEN_L3,
  OKX,
];

export const VENUE_NAMES: readonly string[] = VENUES.map((entry) => entry.venue);

export const SUPPORTED_EXCHANGES: readonly string[] = [
  ...new Set(VENUES.flatMap((entry) => entry.captures.map(({ exchange }) => exchange))),
];

export const findVenue = (venue: string): VenueEntry | undefined =>
  VENUES.find((entry) => entry.venue === venue);

/** The venue of a capture's connection. */
export const findExchange = (exchange: string, address: string): VenueEntry | undefined =>
  VENUES.find((entry) =>
    entry.captures.some(
      (origin) => origin.exchange === exchange && (origin.address?.test(address) ?? true),
    ),
  );
