/** Every bound of the FIX normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const FIX_LIMITS = {
  /** Entries of one side's book; policy: the book is STALE and asked for again. */
  entriesPerSide: 20_000,
  /** Changes of one book between two ends of a venue message (893); policy: the same. */
  changesPerMessage: 50_000,
  /** A venue message whose last fragment does not come; policy: its books are STALE and asked for again. */
  fragmentNs: 5e9,
  /** Instruments of one counterparty; policy: later ones are unknown. */
  instruments: 20_000,
  /** Longest MDEntryID; policy: the message is refused. */
  entryIdBytes: 64,
  /** Newest trade ids that are remembered per instrument, so that a trade told twice is known. */
  recentTrades: 256,
  /** Between two sessions that are ended for the image of a book. */
  reconnectNs: 60e9,
  /** Instruments in one MarketDataRequest, where several may share one. */
  symbolsPerRequest: 100,
  ...IMAGE_REQUEST_LIMITS,
} as const;

export type FixLimits = { readonly [Key in keyof typeof FIX_LIMITS]: number };
