/** OKX: spot, swaps and dated futures of its v5 API. */
import { parseMarketName } from '../parts/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { OkxNormalizer } from './normalizer.js';

const RULES: ConnectionRules = {
  // Requests of a connection are limited by the hour, which the normalizer counts; 3 a second is the
  // venue's limit for new connections, kept for requests as well.
  sendsPerSecond: 3,
  connectsPerSecond: 3,
  // The venue ends a connection after 30 s without a word; our ping is answered before.
  silenceMs: 30_000,
  pingEveryMs: 0,
  lifetimeMs: 0,
  messageBytesLimit: 16 * 1_048_576,
  // 20 requests for lists in 2 s.
  restWeightPerMinute: 300,
};

/** `BTC/USDT` is BTC-USDT, `BTC/USDT-PERP` BTC-USDT-SWAP, `BTC/USD-20241227` BTC-USD-241227. */
function nativeSymbol(name: string): string {
  const market = parseMarketName(name);
  if (market === undefined) return name;
  const { base, quote, contract } = market;
  if (contract === undefined) return `${base}-${quote}`;
  if (contract === 'PERP') return `${base}-${quote}-SWAP`;
  return `${base}-${quote}-${contract.expiry.slice(2)}`;
}

export const OKX: VenueEntry = {
  venue: 'okx',
  captures: [{ exchange: 'OKX' }],
  endpoints: { webSocket: 'wss://ws.okx.com:8443', rest: 'https://www.okx.com' },
  rules: RULES,
  imageOrigin: 'resubscribe',
  nativeSymbol,
  make: (deps) => new OkxNormalizer(deps),
};
