/**
 * What every instrument is, as the frame that clients get before its first image. Owns a copy of
 * the definitions, found by id and by name; must never be ahead of the frames of a changed
 * instrument, except after a lap, when those frames are lost. Gateway thread, cold.
 */
import type { Instrument } from '../market/instrument.js';
import { instrumentName } from '../market/instrument.js';
import { asInstrumentId, type InstrumentId } from '../market/units.js';
import { INSTRUMENT_BYTES_LIMIT, writeInstrumentFrame } from '../frame/instrument.js';
import { makeBlock, type ByteBlock } from './byte-block.js';
import type { InstrumentSource } from './instrument-source.js';

export interface Definition {
  readonly instrument: Instrument;
  readonly frame: ByteBlock;
  readonly frameBytes: number;
  /** Version of the row that was read. */
  readonly rowVersion: number;
  /** Grows with each new frame: what a session compares to know whether it has it. */
  readonly version: number;
}

export class Definitions {
  private readonly byId: (Definition | undefined)[] = [];
  private readonly byName = new Map<string, Definition>();

  constructor(private readonly source: InstrumentSource) {}

  get(id: InstrumentId): Definition | undefined {
    return this.byId[id];
  }

  find(venue: string, symbol: string): Definition | undefined {
    return this.byName.get(`${venue}:${symbol}`);
  }

  all(): Iterable<Definition> {
    return this.byName.values();
  }

  get count(): number {
    return this.byName.size;
  }

  /**
   * A definition frame came, or the row is known to have changed: read the row anew.
   * @param frame the lane's own bytes, where there are any.
   * @returns the instrument, if it was not known before.
   */
  define(id: InstrumentId, frame?: Uint8Array): Instrument | undefined {
    const rowVersion = this.source.version(id);
    const instrument = this.source.read(id);
    if (instrument === undefined) return undefined;
    const before = this.byId[id];
    const block = makeBlock(Math.max(INSTRUMENT_BYTES_LIMIT, ((frame?.length ?? 0) + 7) & ~7));
    if (frame !== undefined) block.u8.set(frame);
    const frameBytes = frame?.length ?? writeInstrumentFrame(block, 0, instrument);
    const version = (before?.version ?? 0) + 1;
    const definition = { instrument, frame: block, frameBytes, rowVersion, version };
    this.byId[id] = definition;
    this.byName.set(instrumentName(instrument), definition);
    return before === undefined ? instrument : undefined;
  }

  /**
   * Look through the table.
   * @param changedToo also read rows again that are known in an older version.
   * @returns the instruments that were not known before.
   */
  scan(changedToo: boolean): Instrument[] {
    const found: Instrument[] = [];
    for (let row = 0; row < this.source.rowLimit; row++) {
      const id = asInstrumentId(row);
      const rowVersion = this.source.version(id);
      if (rowVersion === 0) continue;
      const known = this.byId[row];
      if (known !== undefined && !(changedToo && known.rowVersion !== rowVersion)) continue;
      const instrument = this.define(id);
      if (instrument !== undefined) found.push(instrument);
    }
    return found;
  }
}
