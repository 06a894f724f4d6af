/** Binance's markets: spot, Binance US, which speaks the same, and USD-M and COIN-M futures. */
import { parseMarketName } from '../parts/market-name.js';
import type { ConnectionRules, VenueEntry } from '../venue-entry.js';
import { COINM_MARKET, spotMarket, USDM_MARKET, type BinanceMarket } from './market.js';
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

const FUTURES_RULES: ConnectionRules = {
  ...RULES,
  // 10 a second.
  sendsPerSecond: 8,
  // The venue pings every 3 minutes only: its own silence is no sign before that.
  silenceMs: 200_000,
  restWeightPerMinute: 2_400,
};

const entry = (
  market: BinanceMarket,
  exchange: string,
  rules: ConnectionRules,
  nativeSymbol: VenueEntry['nativeSymbol'],
  endpoints: VenueEntry['endpoints'],
): VenueEntry => ({
  venue: market.venue,
  captures: [{ exchange }],
  endpoints,
  rules,
  imageOrigin: 'rest',
  nativeSymbol,
  make: (deps) => new BinanceNormalizer(market, deps),
});

/** `BTC/USDT` → `BTCUSDT`. */
const spotSymbol = (name: string): string => {
  const market = parseMarketName(name);
  return market === undefined || market.contract !== undefined ? name : market.base + market.quote;
};

/** `BTC/USDT-PERP` → `BTCUSDT`, `BTC/USD-PERP` → `BTCUSD_PERP`, `BTC/USD-20261225` → `BTCUSD_261225`. */
const futuresSymbol =
  (perpetual: string) =>
  (name: string): string => {
    const market = parseMarketName(name);
    if (market?.contract === undefined) return name;
    const pair = market.base + market.quote;
    return market.contract === 'PERP'
      ? pair + perpetual
      : `${pair}_${market.contract.expiry.slice(2)}`;
  };

export const BINANCE = entry(spotMarket('binance'), 'BINANCE', RULES, spotSymbol, {
  webSocket: 'wss://stream.binance.com:9443',
  rest: 'https://api.binance.com',
});

export const BINANCE_US = entry(spotMarket('binance_us'), 'BINANCE_US', RULES, spotSymbol, {
  webSocket: 'wss://stream.binance.us:9443',
  rest: 'https://api.binance.us',
});

export const BINANCE_USDM = entry(
  USDM_MARKET,
  'BINANCE_FUTURES',
  FUTURES_RULES,
  futuresSymbol(''),
  { webSocket: 'wss://fstream.binance.com', rest: 'https://fapi.binance.com' },
);

export const BINANCE_COINM = entry(
  COINM_MARKET,
  'BINANCE_DELIVERY',
  FUTURES_RULES,
  futuresSymbol('_PERP'),
  { webSocket: 'wss://dstream.binance.com', rest: 'https://dapi.binance.com' },
);
