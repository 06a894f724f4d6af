/** Every bound of the Binance normalizer, with its unit and its policy when it is reached. */

export const BINANCE_LIMITS = {
  /** Diffs buffered per symbol before its snapshot; policy: drop the oldest, counted. */
  bufferedDiffsPerSymbol: 4096,
  /** Characters buffered by all symbols together; policy: the symbol that adds drops its oldest. */
  bufferedCharacters: 64 * 1024 * 1024,
  /** Tops of book held per symbol for their depth message; policy: drop the oldest, unverifiable. */
  heldTopsPerSymbol: 1024,
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 1_000_000,
  /** Symbols of exchangeInfo and of subscriptions each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Levels per side that a snapshot is asked for. */
  snapshotLevels: 5000,
  /** First back-off between two requests for the same snapshot; doubles each time. */
  retryNsFirst: 1e9,
  retryNsMax: 60e9,
  /** A snapshot that has not come by then is asked for again. */
  answerTimeoutNs: 10e9,
} as const;

export type BinanceLimits = { readonly [Key in keyof typeof BINANCE_LIMITS]: number };
