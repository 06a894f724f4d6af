/** Deribit: futures, perpetuals, options, spot and combos. */
import { parseMarketName } from '../parts/market-name.js';
import type { VenueEntry } from '../venue-entry.js';
import { DeribitNormalizer } from './normalizer.js';

/** Futures that are settled in the coin itself are named by it alone. */
const COIN_SETTLED = ['BTC', 'ETH'];
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/** `BTC/USD-PERP` is BTC-PERPETUAL, `SOL/USDC-PERP` SOL_USDC-PERPETUAL, `BTC/USD-20261225` BTC-25DEC26. */
function nativeSymbol(name: string): string {
  const market = parseMarketName(name);
  if (market === undefined) return name;
  const { base, quote, contract } = market;
  if (contract === undefined) return `${base}_${quote}`;
  const family = quote === 'USD' && COIN_SETTLED.includes(base) ? base : `${base}_${quote}`;
  if (contract === 'PERP') return `${family}-PERPETUAL`;
  const { expiry } = contract;
  const month = MONTHS[Number(expiry.slice(4, 6)) - 1];
  if (month === undefined) return name;
  return `${family}-${Number(expiry.slice(6))}${month}${expiry.slice(2, 4)}`;
}

export const DERIBIT: VenueEntry = {
  venue: 'deribit',
  captures: [{ exchange: 'DERIBIT' }],
  endpoints: { webSocket: 'wss://www.deribit.com', rest: 'https://www.deribit.com' },
  rules: {
    // 20 requests a second where one has no key.
    sendsPerSecond: 10,
    // 32 connections from one address.
    connectsPerSecond: 1,
    // Heartbeats come every 15 s, see DERIBIT_LIMITS.heartbeatSeconds.
    silenceMs: 45_000,
    pingEveryMs: 0,
    lifetimeMs: 0,
    messageBytesLimit: 16 * 1_048_576,
    restWeightPerMinute: 60,
  },
  imageOrigin: 'resubscribe',
  options: {
    interval: '100ms (the default), or raw: every change by itself, for those with a key',
    'client-id': 'the key that raw wants',
    'client-secret': "the key's secret",
  },
  secrets: { 'client-secret': 'BOOKCAST_DERIBIT_CLIENT_SECRET' },
  nativeSymbol,
  make: (deps) => new DeribitNormalizer('deribit', deps),
};
