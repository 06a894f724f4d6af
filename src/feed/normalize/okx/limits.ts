/** Every bound of the OKX normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const OKX_LIMITS = {
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 100_000,
  /** Symbols of instrument lists and of subscriptions each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Symbols whose channels share a connection. */
  symbolsPerConnection: 100,
  /** Channels in one subscription; the venue takes 64 KiB. */
  channelsPerRequest: 300,
  /** Tops of book held per symbol for their book message; policy: drop the oldest, unverifiable. */
  heldTopsPerSymbol: 1024,
  /** Trade ids remembered per symbol; policy: the oldest is forgotten. */
  recentTradesPerSymbol: 512,
  /** The venue closes a connection on which nothing was said for 30 s. */
  pingEveryNs: 20e9,
  /** The venue repeats itself about every 60 s when a book does not change. */
  bookSilenceNs: 80e9,
  /** The venue takes 480 requests an hour on one connection. */
  requestsPerHour: 460,
  ...IMAGE_REQUEST_LIMITS,
} as const;

export type OkxLimits = { readonly [Key in keyof typeof OKX_LIMITS]: number };
