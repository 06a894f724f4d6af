/** Binance spot, and Binance US, which speaks the same. */
import { parseMarketName } from '../shared/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { BinanceNormalizer } from './normalizer.js';

const RULES: ConnectionRules = {
  // The venue ends a connection that sends more than 5 a second, pongs included.
  sendsPerSecond: 4,
  // 300 connections in 5 minutes from one address.
  connectsPerSecond: 1,
  // The venue pings every 20 s.
  silenceMs: 60_000,
  pingEveryMs: 0,
  lifetimeMs: 24 * 3_600_000,
  messageBytesLimit: 16 * 1_048_576,
  restWeightPerMinute: 6_000,
};

const nativeSymbol = (name: string): string => {
  const market = parseMarketName(name);
  return market === undefined || market.contract !== undefined ? name : market.base + market.quote;
};

const spot = (venue: string, exchange: string, endpoints: VenueEntry['endpoints']): VenueEntry => ({
  venue,
  captures: [{ exchange }],
  endpoints,
  rules: RULES,
  imageOrigin: 'rest',
  nativeSymbol,
  make: (deps) => new BinanceNormalizer(venue, deps),
});

export const BINANCE = spot('binance', 'BINANCE', {
  webSocket: 'wss://stream.binance.com:9443',
  rest: 'https://api.binance.com',
});

export const BINANCE_US = spot('binance_us', 'BINANCE_US', {
  webSocket: 'wss://stream.binance.us:9443',
  rest: 'https://api.binance.us',
});
