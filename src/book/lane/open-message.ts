/**
 * The instruments that a feed's unfinished venue message has touched: none of them may be cut.
 * Owns one list per feed; grows with the largest message. Lane thread only.
 */
import { asInstrumentId, type InstrumentId } from '../../market/units.js';

const CAPACITY_FIRST = 64;

export class OpenMessage {
  private instruments = new Int32Array(CAPACITY_FIRST);
  count = 0;

  /** @param marks shared by all feeds of the lane: 1 while an instrument is in such a list. */
  constructor(private readonly marks: Uint8Array) {}

  touch(instrument: InstrumentId): void {
    if (this.marks[instrument] !== 0) return;
    this.marks[instrument] = 1;
    if (this.count === this.instruments.length) this.grow();
    this.instruments[this.count++] = instrument;
  }

  at(index: number): InstrumentId {
    return asInstrumentId(this.instruments[index]!);
  }

  /** The message is complete. */
  close(): void {
    for (let i = 0; i < this.count; i++) this.marks[this.instruments[i]!] = 0;
    this.count = 0;
  }

  private grow(): void {
    const grown = new Int32Array(this.instruments.length * 2);
    grown.set(this.instruments);
    this.instruments = grown;
  }
}
