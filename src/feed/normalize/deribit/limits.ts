/** Every bound of the Deribit normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const DERIBIT_LIMITS = {
  /** Tops of book held per instrument for their change; policy: drop the oldest, unverifiable. */
  heldTopsPerSymbol: 64,
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 1_000_000,
  /** Trades in one message; policy: the message is refused. */
  tradesPerMessage: 10_000,
  /** Trades remembered per instrument, to know those that a second connection tells again. */
  recentTrades: 256,
  /** Instruments of the list; policy: later ones are unknown. */
  symbols: 50_000,
  /** Instruments whose channels share a connection. */
  symbolsPerConnection: 200,
  /** Channels in one public/subscribe. */
  channelsPerRequest: 100,
  /** Requests whose answer is awaited; policy: forget the oldest. */
  openRequests: 10_000,
  /** Seconds between the venue's heartbeats; it allows no fewer than 10. */
  heartbeatSeconds: 15,
  /** The venue is asked for the top of one book this often, the books taking turns; 0 never. */
  auditNs: 1e9,
  /** A book that is still behind what the venue answered so long ago has missed something. */
  auditLagNs: 5e9,
  /** Books whose actions disagreed so often within the window are not checked by their actions any more. */
  actionFailures: 5,
  actionWindowNs: 60e9,
  ...IMAGE_REQUEST_LIMITS,
} as const;

export type DeribitLimits = { readonly [Key in keyof typeof DERIBIT_LIMITS]: number };
