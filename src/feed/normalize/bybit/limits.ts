/** Every bound of the Bybit normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const BYBIT_LIMITS = {
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 100_000,
  /** Symbols of instrument lists and of subscriptions each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Symbols whose topics share a connection; the venue takes 21,000 characters of topics. */
  symbolsPerConnection: 200,
  /** Topics in one subscription: the venue's limit for spot. */
  topicsPerRequest: 10,
  /** Requests of ours that may wait for their answer; policy: the oldest is forgotten. */
  openRequests: 1000,
  /** Trade ids remembered per symbol; policy: the oldest is forgotten. */
  recentTradesPerSymbol: 512,
  /** The venue recommends a ping every 20 s. */
  pingEveryNs: 20e9,
  /** Only depth 1 is repeated when nothing changes; the venue promises nothing for the others. */
  bookSilenceNs: Infinity,
  requestsPerHour: Infinity,
  /** Every symbol's status is asked for so often, one symbol at a time. */
  statusEveryNs: 60e9,
  /** No two of these questions closer than this. */
  statusGapNs: 1e9,
  ...IMAGE_REQUEST_LIMITS,
} as const;

export type BybitLimits = { readonly [Key in keyof typeof BYBIT_LIMITS]: number };
