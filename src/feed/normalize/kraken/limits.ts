/** Every bound of the Kraken normalizers, with its unit and its policy when it is reached. */
import { STANDBY_LIMITS } from '../parts/hot-standby.js';
import { IMAGE_REQUEST_LIMITS } from '../parts/image-requests.js';

export const KRAKEN_LIMITS = {
  /** Levels or orders in one entry of a message; policy: the message is refused. */
  rowsPerMessage: 1_000_000,
  /** Symbols that the venue lists and that are subscribed to, each; policy: later ones are unknown. */
  symbols: 50_000,
  /** Symbols on one connection; the venue's limit for level3. */
  symbolsPerConnection: 200,
  /** Symbols in one subscribe. */
  symbolsPerRequest: 50,
  /** Requests whose answers are awaited; policy: the oldest one's answer is not understood any more. */
  openRequests: 1_000,
  /** Levels a side where nobody asks for others. */
  depth: 100,
  /** We say ping so often; the venue ends a connection that says nothing for a minute. */
  pingNs: 30e9,
  /** Images of one book that are asked for at once within `imageWindowNs`; later ones wait and back off. */
  imagesPerWindow: 8,
  imageWindowNs: 60e9,
  /** Of the venue's rate counter of level3 subscriptions, per second: 200 for everybody. */
  level3CountPerSecond: 200,
  ...IMAGE_REQUEST_LIMITS,
  ...STANDBY_LIMITS,
} as const;

export type KrakenLimits = { readonly [Key in keyof typeof KRAKEN_LIMITS]: number };

export type KrakenChannel = 'book' | 'level3';

/** Depths that can be subscribed to, and what one costs of the rate counter. */
export const DEPTHS: Readonly<Record<KrakenChannel, readonly number[]>> = {
  book: [10, 25, 100, 500, 1000],
  level3: [10, 100, 1000],
};

const LEVEL3_COUNTS: Readonly<Record<number, number>> = { 10: 5, 100: 25, 1000: 100 };

/** The smallest depth that has `levels` levels; the largest one where none has. */
export const depthFor = (channel: KrakenChannel, levels: number): number =>
  DEPTHS[channel].find((depth) => depth >= levels) ?? DEPTHS[channel].at(-1)!;

/** Level3 subscriptions of that depth that may be made in a second. */
export const level3PerSecond = (depth: number, limits: KrakenLimits): number =>
  Math.max(1, Math.floor(limits.level3CountPerSecond / LEVEL3_COUNTS[depth]!));
