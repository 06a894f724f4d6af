/**
 * What differs between Binance's markets: paths, weights, streams and the rule of their sequences.
 * Spot and Binance US are alike; USD-M and COIN-M futures differ in their addresses only.
 */

export interface StreamSet {
  /** Of the WebSocket address; a market may carry some streams at one path only. */
  readonly path: string;
  /** After `<symbol>@`. */
  readonly streams: readonly string[];
}

export interface SnapshotSize {
  /** Per side. */
  readonly levels: number;
  /** Of the budget of requests. */
  readonly weight: number;
}

/** Where the source's text names no depth. */
const SNAPSHOT_LEVELS = 1000;

export interface BinanceMarket {
  readonly venue: string;
  /** Of the REST addresses, before `/depth` and `/exchangeInfo`. */
  readonly restPath: string;
  /** What GET /depth may be asked for, smallest first. */
  readonly snapshots: readonly SnapshotSize[];
  readonly listWeight: number;
  /** Which ids join one depth message to the next (see sync-rule.ts). */
  readonly rule: 'spot' | 'futures';
  /** The first one carries the books. */
  readonly streamSets: readonly StreamSet[];
}

export const spotMarket = (venue: string): BinanceMarket => ({
  venue,
  restPath: '/api/v3',
  snapshots: [
    { levels: 100, weight: 5 },
    { levels: 500, weight: 25 },
    { levels: 1000, weight: 50 },
    { levels: 5000, weight: 250 },
  ],
  listWeight: 20,
  rule: 'spot',
  streamSets: [{ path: '/stream', streams: ['depth@100ms', 'bookTicker', 'trade'] }],
});

const FUTURES = {
  snapshots: [
    { levels: 50, weight: 2 },
    { levels: 100, weight: 5 },
    { levels: 500, weight: 10 },
    { levels: 1000, weight: 20 },
  ],
  listWeight: 1,
  rule: 'futures',
} as const;

/** Depth and tops come at /public, aggregate trades at /market only; asked elsewhere, they stay silent. */
export const USDM_MARKET: BinanceMarket = {
  ...FUTURES,
  venue: 'binance-usdm',
  restPath: '/fapi/v1',
  streamSets: [
    { path: '/public/stream', streams: ['depth@100ms', 'bookTicker'] },
    { path: '/market/stream', streams: ['aggTrade'] },
  ],
};

export const COINM_MARKET: BinanceMarket = {
  ...FUTURES,
  venue: 'binance-coinm',
  restPath: '/dapi/v1',
  streamSets: [{ path: '/stream', streams: ['depth@100ms', 'bookTicker', 'aggTrade'] }],
};

/** The smallest snapshot with the levels that are wanted; the largest where none has them. */
export function snapshotSizeOf(market: BinanceMarket, depth = SNAPSHOT_LEVELS): SnapshotSize {
  const { snapshots } = market;
  return snapshots.find(({ levels }) => levels >= depth) ?? snapshots[snapshots.length - 1]!;
}
