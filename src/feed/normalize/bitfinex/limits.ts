/** Every bound of the Bitfinex normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const BITFINEX_LIMITS = {
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 10_000,
  /** Pairs of the list; policy: later ones are unknown. */
  symbols: 50_000,
  /** Pairs that share a connection: two channels each, of the 25 that the venue allows. */
  symbolsPerConnection: 12,
  /** Channels remembered per connection; policy: later ones are unknown. */
  channels: 1000,
  /** Levels a side where nothing is asked for: as many as the checksum covers. */
  depth: 25,
  ...IMAGE_REQUEST_LIMITS,
} as const;

export type BitfinexLimits = { readonly [Key in keyof typeof BITFINEX_LIMITS]: number };
