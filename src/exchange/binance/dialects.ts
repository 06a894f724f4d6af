/** What the venue's documents say differently of spot, USD-M and COIN-M futures. */

export interface Dialect {
  /** Before `/depth` and `/exchangeInfo`. */
  readonly restPath: string;
  /** By path, the channels that are served there; a stream asked for elsewhere stays silent. */
  readonly channelsByPath: Readonly<Record<string, readonly string[]>>;
  /**
   * Futures: one count of changes for all symbols, diffs with `pu` and `T`, bookTickers with a type,
   * trades as aggTrade only.
   */
  readonly isFutures: boolean;
  /** The levels that a snapshot may be asked for; any number where not given. */
  readonly snapshotLevels?: readonly number[];
}

const ALL = ['depth@100ms', 'bookTicker', 'trade', 'aggTrade'];
const FUTURES_LEVELS = [5, 10, 20, 50, 100, 500, 1000];

export const SPOT: Dialect = {
  restPath: '/api/v3',
  channelsByPath: { '/stream': ALL },
  isFutures: false,
};

export const USDM: Dialect = {
  restPath: '/fapi/v1',
  channelsByPath: {
    '/public/stream': ['depth@100ms', 'bookTicker'],
    '/market/stream': ['aggTrade'],
  },
  isFutures: true,
  snapshotLevels: FUTURES_LEVELS,
};

export const COINM: Dialect = {
  restPath: '/dapi/v1',
  channelsByPath: { '/stream': ALL },
  isFutures: true,
  snapshotLevels: FUTURES_LEVELS,
};
