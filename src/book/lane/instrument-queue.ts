/** A first-in-first-out queue of instruments in which nobody stands twice. Lane thread only. */
import { asInstrumentId, type InstrumentId } from '../../market/units.js';

export class InstrumentQueue {
  private readonly queue: Int32Array;
  private readonly queued: Uint8Array;
  private head = 0;
  count = 0;

  constructor(private readonly instrumentLimit: number) {
    this.queue = new Int32Array(instrumentLimit);
    this.queued = new Uint8Array(instrumentLimit);
  }

  has(instrument: InstrumentId): boolean {
    return this.queued[instrument] !== 0;
  }

  /** Does nothing for an instrument that waits already. */
  push(instrument: InstrumentId): void {
    if (this.queued[instrument] !== 0) return;
    this.queued[instrument] = 1;
    let tail = this.head + this.count;
    if (tail >= this.instrumentLimit) tail -= this.instrumentLimit;
    this.queue[tail] = instrument;
    this.count++;
  }

  /** Only while count is not 0. */
  shift(): InstrumentId {
    const instrument = this.queue[this.head]!;
    this.queued[instrument] = 0;
    this.head = this.head + 1 === this.instrumentLimit ? 0 : this.head + 1;
    this.count--;
    return asInstrumentId(instrument);
  }
}
