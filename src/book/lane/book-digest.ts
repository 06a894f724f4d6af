/**
 * The chain of a book's hash after every venue message that touched its instrument. Owns two words
 * per instrument; depends on the recording alone, not on batches or cuts. Lane thread only.
 */
import { chainWord } from '../../market/book-hash.js';
import type { InstrumentId } from '../../market/units.js';
import type { BookStore } from '../book-store.js';

export class BookDigest {
  private readonly lows: Int32Array;
  private readonly highs: Int32Array;

  constructor(
    instrumentLimit: number,
    private readonly store: BookStore,
  ) {
    this.lows = new Int32Array(instrumentLimit);
    this.highs = new Int32Array(instrumentLimit);
  }

  /** A message is complete. */
  add(instrument: InstrumentId): void {
    this.lows[instrument] = chainWord(this.lows[instrument]!, this.store.hashLow(instrument));
    this.highs[instrument] = chainWord(this.highs[instrument]!, this.store.hashHigh(instrument));
  }

  low(instrument: InstrumentId): number {
    return this.lows[instrument]! >>> 0;
  }

  high(instrument: InstrumentId): number {
    return this.highs[instrument]! >>> 0;
  }
}
