/** Bybit v5: linear contracts and spot, two venues whose symbols and topics have the same names. */
import { parseMarketName } from '../parts/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { BybitNormalizer, type BybitCategory } from './normalizer.js';

const RULES: ConnectionRules = {
  // The venue names no limit for public connections; ours keeps a start with many symbols smooth.
  sendsPerSecond: 10,
  // 500 connections in 5 minutes from one address.
  connectsPerSecond: 1.5,
  // Our ping every 20 s is answered: two of them may be lost.
  silenceMs: 50_000,
  pingEveryMs: 0,
  lifetimeMs: 0,
  messageBytesLimit: 16 * 1_048_576,
  // 600 requests in 5 s from one address.
  restWeightPerMinute: 3_600,
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `20241227` is 27DEC24, `20250103` 3JAN25. */
const expiryOf = (date: string): string =>
  `${Number(date.slice(6))}${MONTHS[Number(date.slice(4, 6)) - 1] ?? ''}${date.slice(2, 4)}`;

/** Of contracts: perpetuals settled in USDC are BTCPERP, dated ones BTC-27DEC24 and BTCUSDT-27DEC24. */
function linearSymbol(name: string): string {
  const market = parseMarketName(name);
  if (market?.contract === undefined) return name;
  const { base, quote, contract } = market;
  if (contract === 'PERP') return quote === 'USDC' ? `${base}PERP` : base + quote;
  return `${quote === 'USDC' ? base : base + quote}-${expiryOf(contract.expiry)}`;
}

function spotSymbol(name: string): string {
  const market = parseMarketName(name);
  return market === undefined || market.contract !== undefined ? name : market.base + market.quote;
}

const entry = (
  venue: string,
  category: BybitCategory,
  nativeSymbol: (name: string) => string,
): VenueEntry => ({
  venue,
  captures: [
    {
      exchange: 'BYBIT',
      address: new RegExp(`/public/${category}\\b|[?&]category=${category}\\b`),
    },
  ],
  endpoints: { webSocket: 'wss://stream.bybit.com', rest: 'https://api.bybit.com' },
  rules: RULES,
  imageOrigin: 'resubscribe',
  nativeSymbol,
  make: (deps) => new BybitNormalizer(venue, category, deps),
});

export const BYBIT_LINEAR = entry('bybit-linear', 'linear', linearSymbol);

export const BYBIT_SPOT = entry('bybit-spot', 'spot', spotSymbol);
