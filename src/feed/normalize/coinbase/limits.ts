/** Every bound of the Coinbase Advanced Trade normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const ADVANCED_LIMITS = {
  /** Levels in one message; a snapshot has tens of thousands. Policy: the message is refused. */
  levelsPerMessage: 1_000_000,
  /** Trades in one event; policy: the event is refused. */
  tradesPerEvent: 10_000,
  /** Symbols of the product list and of subscriptions each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Symbols that share a connection, and with it a sequence: a gap costs all of them an image. */
  symbolsPerConnection: 20,
  ...IMAGE_REQUEST_LIMITS,
  /** A snapshot is megabytes. */
  answerTimeoutNs: 20e9,
} as const;

export type AdvancedLimits = { readonly [Key in keyof typeof ADVANCED_LIMITS]: number };
