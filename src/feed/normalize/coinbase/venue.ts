/** Coinbase Advanced Trade. */
import { parseMarketName } from '../parts/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { ADVANCED_VENUE, AdvancedNormalizer } from './normalizer.js';

const RULES: ConnectionRules = {
  // 8 a second from one address.
  sendsPerSecond: 6,
  // 8 a second from one address.
  connectsPerSecond: 4,
  // A heartbeat comes every second.
  silenceMs: 10_000,
  pingEveryMs: 0,
  lifetimeMs: 24 * 3_600_000,
  // A snapshot of a large product has 5 MB.
  messageBytesLimit: 64 * 1_048_576,
  // 10 a second from one address.
  restWeightPerMinute: 300,
};

export const COINBASE: VenueEntry = {
  venue: ADVANCED_VENUE,
  captures: [
    { exchange: 'COINBASE', address: /\badvanced-trade-ws(?:-user)?\.coinbase\.com\b/ },
    { exchange: 'COINBASE', address: /\bapi\.coinbase\.com\/api\/v3\/brokerage\b/ },
  ],
  endpoints: {
    webSocket: 'wss://advanced-trade-ws.coinbase.com',
    rest: 'https://api.coinbase.com',
  },
  rules: RULES,
  imageOrigin: 'resubscribe',
  nativeSymbol: (name) => {
    const market = parseMarketName(name);
    return market === undefined || market.contract !== undefined
      ? name
      : `${market.base}-${market.quote}`;
  },
  make: (deps) => new AdvancedNormalizer(deps),
};
