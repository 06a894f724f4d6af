/** Every bound of the Binance normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const BINANCE_LIMITS = {
  /** Diffs buffered per symbol before its snapshot; policy: drop the oldest, counted. */
  bufferedDiffsPerSymbol: 4096,
  /** Bytes buffered by all symbols together; policy: the symbol that adds drops its oldest. */
  bufferedBytes: 64 * 1024 * 1024,
  /** Tops of book held per symbol for their depth message; policy: drop the oldest, unverifiable. */
  heldTopsPerSymbol: 1024,
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 1_000_000,
  /** Symbols of exchangeInfo and of subscriptions each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Symbols whose streams share a connection, of 1024 streams. */
  symbolsPerConnection: 300,
  /** Streams in one SUBSCRIBE. */
  streamsPerRequest: 200,
  /** A symbol that has been silent for so long has nothing that a replacing connection could miss. */
  quietNs: 10e9,
  /** The venue's list is not asked for more often. */
  listNsMin: 60e9,
  ...IMAGE_REQUEST_LIMITS,
} as const;

export type BinanceLimits = { readonly [Key in keyof typeof BINANCE_LIMITS]: number };
