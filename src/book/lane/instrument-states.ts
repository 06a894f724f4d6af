/**
 * What the lane knows of every instrument beside its levels: declared state, what clients were
 * told, sequences. Owns the state rule (CROSSED overlays LIVE); must never write a frame.
 * Lane thread only.
 */
import type { InstrumentTable } from '../../event/instrument-table.js';
import { REASON, STATE, type BookState, type StateReason } from '../../market/state.js';
import type { InstrumentId } from '../../market/units.js';
import { VERIFIED_ASK_ALL, VERIFIED_BID_ALL } from '../../market/verified-range.js';

const REASON_SHIFT = 8;

/** A state and its reason in one small integer. */
export const packState = (state: BookState, reason: StateReason): number =>
  state | (reason << REASON_SHIFT);
export const packedState = (packed: number): BookState => (packed & 0xff) as BookState;
export const packedReason = (packed: number): StateReason =>
  (packed >>> REASON_SHIFT) as StateReason;

const CROSSED = packState(STATE.CROSSED, REASON.CROSSED_BOOK);

/** STALE and RESYNCING books are not to be traded on; the others are what the venue shows. */
const isSound = (packed: number): boolean => {
  const state = packedState(packed);
  return state === STATE.LIVE || state === STATE.CROSSED || state === STATE.HALTED;
};

export class InstrumentStates {
  /** Packed: what the feed declared. */
  private readonly declared: Uint16Array;
  /** Packed: declared, overlaid by CROSSED, as of the last message boundary. */
  readonly current: Uint16Array;
  /** Packed: what the last cut told. */
  readonly told: Uint16Array;
  /** Between image-begin and image-end: the book is not to be shown. */
  readonly inImage: Uint8Array;
  /** Why only a new book, by image or clear, can be right again; 0 where that is not so. */
  private readonly quarantined: Uint8Array;
  /** Nothing is known of the book: changes are dropped until image-begin. */
  readonly awaitingImage: Uint8Array;
  /** Venue sequence of the newest message that changed the book, -1 for none. */
  readonly bookSequences: Float64Array;
  /** Venue sequence of the newest message of any kind, -1 for none. */
  readonly newestSequences: Float64Array;
  /** Two a book: bids at or above, asks at or below are complete (market/verified-range.ts). */
  private readonly verified: Float64Array;
  private unsound = 0;

  constructor(
    instrumentLimit: number,
    private readonly table: InstrumentTable,
  ) {
    this.declared = new Uint16Array(instrumentLimit);
    this.current = new Uint16Array(instrumentLimit);
    this.told = new Uint16Array(instrumentLimit);
    this.inImage = new Uint8Array(instrumentLimit);
    this.quarantined = new Uint8Array(instrumentLimit);
    this.awaitingImage = new Uint8Array(instrumentLimit);
    this.bookSequences = new Float64Array(instrumentLimit).fill(-1);
    this.newestSequences = new Float64Array(instrumentLimit).fill(-1);
    this.verified = new Float64Array(2 * instrumentLimit);
    for (let i = 0; i < instrumentLimit; i++) this.allVerified(i as InstrumentId);
  }

  declare(instrument: InstrumentId, state: BookState, reason: StateReason): void {
    this.declared[instrument] = packState(state, reason);
  }

  /** The book is known to be wrong: it is STALE for the first reason, whatever the venue says of trading. */
  quarantine(instrument: InstrumentId, reason: StateReason): void {
    if (this.quarantined[instrument] === 0) this.quarantined[instrument] = reason;
    this.quarantineAgain(instrument);
  }

  /** The book is said to be sound, and is still known to be wrong. */
  quarantineAgain(instrument: InstrumentId): void {
    this.declare(instrument, STATE.STALE, this.quarantined[instrument]! as StateReason);
  }

  /** The venue's image ended at these prices. */
  setVerified(instrument: InstrumentId, bid: number, ask: number): void {
    this.verified[2 * instrument] = bid;
    this.verified[2 * instrument + 1] = ask;
  }

  allVerified(instrument: InstrumentId): void {
    this.setVerified(instrument, VERIFIED_BID_ALL, VERIFIED_ASK_ALL);
  }

  /** [bid, ask] into `target`: an array, so that nothing is boxed. */
  readVerified(instrument: InstrumentId, target: Float64Array): void {
    target[0] = this.verified[2 * instrument]!;
    target[1] = this.verified[2 * instrument + 1]!;
  }

  /** The book starts anew from nothing. */
  liftQuarantine(instrument: InstrumentId): void {
    this.quarantined[instrument] = 0;
  }

  isQuarantined(instrument: InstrumentId): boolean {
    return this.quarantined[instrument] !== 0;
  }

  declaredState(instrument: InstrumentId): BookState {
    return packedState(this.declared[instrument]!);
  }

  declaredReason(instrument: InstrumentId): StateReason {
    return packedReason(this.declared[instrument]!);
  }

  /**
   * At a message boundary: overlay the declared state.
   * @returns whether the book has become crossed just now.
   */
  settle(instrument: InstrumentId, crossed: boolean): boolean {
    const declared = this.declared[instrument]!;
    const next = crossed && packedState(declared) === STATE.LIVE ? CROSSED : declared;
    const before = this.current[instrument]!;
    if (next === before) return false;
    this.current[instrument] = next;
    this.unsound += (isSound(next) ? 0 : 1) - (before === 0 || isSound(before) ? 0 : 1);
    this.table.setState(instrument, packedState(next), packedReason(next));
    return next === CROSSED;
  }

  /** Books that are neither LIVE nor CROSSED nor HALTED. */
  get unsoundCount(): number {
    return this.unsound;
  }
}
