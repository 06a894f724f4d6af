/** Bitfinex: spot pairs and perpetuals, P0 books. */
import { parseMarketName } from '../parts/market-name.js';
import type { VenueEntry } from '../venue-entry.js';
import { BitfinexNormalizer } from './normalizer.js';

/** Longer codes are told apart by a colon. */
const CODE_LENGTH = 3;

/** `BTC/USD` is tBTCUSD, `DUSK/USD` tDUSK:USD, `BTC/USDT-PERP` tBTCF0:USTF0: the venue's USDT is UST. */
function nativeSymbol(name: string): string {
  const market = parseMarketName(name);
  if (market === undefined) return name;
  const [base, quote] = [market.base, market.quote].map((code) => (code === 'USDT' ? 'UST' : code));
  if (market.contract === 'PERP') return `t${base}F0:${quote}F0`;
  if (market.contract !== undefined) return name;
  const isLong = base!.length > CODE_LENGTH || quote!.length > CODE_LENGTH;
  return `t${base}${isLong ? ':' : ''}${quote}`;
}

export const BITFINEX: VenueEntry = {
  venue: 'bitfinex',
  captures: [{ exchange: 'BITFINEX' }],
  endpoints: { webSocket: 'wss://api-pub.bitfinex.com', rest: 'https://api-pub.bitfinex.com' },
  rules: {
    sendsPerSecond: 10,
    // 20 connections a minute.
    connectsPerSecond: 0.3,
    // A heartbeat every 15 s on every channel.
    silenceMs: 45_000,
    pingEveryMs: 0,
    lifetimeMs: 0,
    messageBytesLimit: 4 * 1_048_576,
    restWeightPerMinute: 10,
  },
  imageOrigin: 'resubscribe',
  nativeSymbol,
  make: (deps) => new BitfinexNormalizer('bitfinex', deps),
};
