/**
 * What a lane says at its end: counts, final books in exact decimals, digest words. Owns the report's
 * shape; cold, called once. Must never be called while events are being applied.
 */
import { formatScaled } from '../../market/decimal.js';
import type { Instrument } from '../../market/instrument.js';
import { ASK, BID, type Side } from '../../market/side.js';
import { STATE_NAMES } from '../../market/state.js';
import { LANE_COUNTER } from '../../telemetry/counter-names.js';
import type { CounterBlock } from '../../telemetry/counters.js';
import type { BookStore } from '../book-store.js';
import type { BookDigest } from './book-digest.js';
import { packedState, type InstrumentStates } from './instrument-states.js';

/** Price and quantity as decimal text with all decimals of their scales. */
export type ReportedLevel = readonly [price: string, quantity: string];

export interface ReportedBook {
  readonly venue: string;
  readonly symbol: string;
  /** A name of STATE. */
  readonly state: string;
  /** Venue sequence of the newest change, null where the venue has none. */
  readonly seq: number | null;
  /** Best first. */
  readonly bids: readonly ReportedLevel[];
  readonly asks: readonly ReportedLevel[];
}

export interface ReportedDigest {
  readonly venue: string;
  readonly symbol: string;
  /** The chain's words, unsigned. */
  readonly low: number;
  readonly high: number;
}

export interface LaneReport {
  readonly lane: number;
  /** By the names of LANE_COUNTER. */
  readonly counters: Readonly<Record<keyof typeof LANE_COUNTER, number>>;
  /** Own instruments by id; empty unless the options ask for books. */
  readonly books: readonly ReportedBook[];
  /** Own instruments by id; empty unless the options ask for a digest. */
  readonly digests: readonly ReportedDigest[];
}

export interface ReportParts {
  readonly lane: number;
  readonly counters: CounterBlock;
  readonly instruments: readonly Instrument[];
  readonly store: BookStore;
  readonly states: InstrumentStates;
  readonly digest: BookDigest | undefined;
  readonly bookDepth: number | undefined;
}

export function makeLaneReport(parts: ReportParts): LaneReport {
  const { instruments, digest, bookDepth } = parts;
  return {
    lane: parts.lane,
    counters: readCounters(parts.counters),
    books:
      bookDepth === undefined ? [] : instruments.map((one) => reportBook(parts, one, bookDepth)),
    digests: digest === undefined ? [] : instruments.map((one) => reportDigest(digest, one)),
  };
}

function readCounters(counters: CounterBlock): LaneReport['counters'] {
  const names = Object.keys(LANE_COUNTER) as (keyof typeof LANE_COUNTER)[];
  const entries = names.map((name) => [name, counters.read(LANE_COUNTER[name])] as const);
  return Object.fromEntries(entries) as Record<keyof typeof LANE_COUNTER, number>;
}

function reportBook(parts: ReportParts, instrument: Instrument, depth: number): ReportedBook {
  const { store, states } = parts;
  const sequence = states.bookSequences[instrument.id]!;
  return {
    venue: instrument.venue,
    symbol: instrument.symbol,
    state: STATE_NAMES[packedState(states.current[instrument.id]!)] ?? 'UNKNOWN',
    seq: sequence < 0 ? null : sequence,
    bids: reportSide(store, instrument, BID, depth),
    asks: reportSide(store, instrument, ASK, depth),
  };
}

function reportSide(
  store: BookStore,
  instrument: Instrument,
  side: Side,
  depth: number,
): ReportedLevel[] {
  const count = Math.min(depth, store.levelCount(instrument.id, side));
  return Array.from({ length: count }, (_, rank) => [
    formatScaled(store.levelPrice(instrument.id, side, rank), instrument.priceScale),
    formatScaled(store.levelQuantity(instrument.id, side, rank), instrument.quantityScale),
  ]);
}

const reportDigest = (digest: BookDigest, instrument: Instrument): ReportedDigest => ({
  venue: instrument.venue,
  symbol: instrument.symbol,
  low: digest.low(instrument.id),
  high: digest.high(instrument.id),
});
