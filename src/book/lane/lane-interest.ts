/**
 * What gateways want of this lane's instruments, read from shared words into the stream states.
 * Owns the rule of assumed interest. Lane thread only.
 */
import {
  STREAM_SLOT,
  STREAMS_PER_INSTRUMENT,
  streamId,
  type StreamSlot,
} from '../../market/stream.js';
import { asInstrumentId, type InstrumentId } from '../../market/units.js';
import type { InterestReader } from '../../ring/interest.js';
import type { InstrumentQueue } from './instrument-queue.js';
import type { StreamStates } from './stream-states.js';

/** A flat-out run without clients works as if these were wanted, so that its figures are honest. */
const ASSUMED = (1 << STREAM_SLOT.BOOK_50) | (1 << STREAM_SLOT.BBO) | (1 << STREAM_SLOT.TRADES);

export class LaneInterest {
  private readonly assumed: number;

  /** @param waiting instruments that are owed images are put here. */
  constructor(
    private readonly reader: InterestReader,
    private readonly streams: StreamStates,
    private readonly waiting: InstrumentQueue,
    assumeInterest: boolean,
  ) {
    this.assumed = assumeInterest || reader.assumeAll ? ASSUMED : 0;
  }

  /** One atomic load when nothing has changed. */
  poll(): void {
    if (!this.reader.changed()) return;
    for (let word = 0; word < this.reader.dirtyWordCount; word++) {
      let bits = this.reader.takeDirtyWord(word);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits);
        bits &= ~(1 << bit);
        this.refresh(asInstrumentId(word * 32 + bit));
      }
    }
  }

  /** Read the words of one instrument, whether they have changed or not. */
  refresh(instrument: InstrumentId): void {
    let wanted = this.assumed;
    let requested = 0;
    for (let slot = 0; slot < STREAMS_PER_INSTRUMENT; slot++) {
      const stream = streamId(instrument, slot as StreamSlot);
      if (this.reader.wanted(stream)) wanted |= 1 << slot;
      if (this.reader.imageRequested(stream)) requested |= 1 << slot;
    }
    this.streams.setWanted(instrument, wanted);
    this.streams.requestImages(instrument, requested);
    if (this.streams.due[instrument] !== 0) this.waiting.push(instrument);
  }
}
