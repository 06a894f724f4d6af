/** Every bound of the Coinbase Exchange normalizer, with its unit and its policy when it is reached. */
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const EXCHANGE_LIMITS = {
  /** Levels in one message; policy: the message is refused. */
  levelsPerMessage: 1_000_000,
  /** Orders of one book; policy: the book is STALE; asked for again, later and later. */
  ordersPerBook: 2_000_000,
  /** Messages of `full` buffered per symbol before its image; policy: drop the oldest, counted. */
  bufferedMessagesPerSymbol: 65_536,
  /** Characters buffered by all symbols together; policy: the symbol that adds drops its oldest. */
  bufferedCharacters: 256 * 1024 * 1024,
  /** Symbols of the product list and of subscriptions each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Symbols that share a connection. */
  symbolsPerConnection: 50,
  /** Products in one subscribe. */
  productsPerRequest: 50,
  /** The product list, which says what is halted, is read again this often. */
  listEveryNs: 60e9,
  /** A heartbeat comes every second: a product without a message for longer is rebuilt. */
  silenceNs: 15e9,
  /** A book that is lost sooner after its image waits before it asks for the next. */
  imagePauseNs: 5e9,
  ...IMAGE_REQUEST_LIMITS,
  /** A level 3 book of a large product is tens of megabytes. */
  answerTimeoutNs: 30e9,
} as const;

export type ExchangeLimits = { readonly [Key in keyof typeof EXCHANGE_LIMITS]: number };
