/**
 * Finds an instrument that two feeds name: each would write its own book under the one name, and clients
 * would see either. Owns what it has seen of the instrument table; reads new rows only. Supervisor, cold.
 */
import type { InstrumentTable } from '../../event/instrument-table.js';
import { instrumentName } from '../../market/instrument.js';
import { asInstrumentId } from '../../market/units.js';

export interface DoubleName {
  readonly name: string;
  readonly feeds: readonly [number, number];
}

export class DoubleNames {
  private readonly feedByName = new Map<string, number>();
  /** By feed: the first row that was empty at the last look. */
  private readonly nextRows: number[];

  constructor(private readonly table: InstrumentTable) {
    this.nextRows = Array.from({ length: table.feedCount }, (_, feed) => feed);
  }

  /** @returns the first name that more than one feed has, of those that are new since the last call. */
  look(): DoubleName | undefined {
    for (let feed = 0; feed < this.table.feedCount; feed++) {
      const found = this.lookAt(feed);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private lookAt(feed: number): DoubleName | undefined {
    const { table, feedByName, nextRows } = this;
    for (let row = nextRows[feed]!; row < table.rowLimit; row += table.feedCount) {
      const instrument = table.read(asInstrumentId(row));
      if (instrument === undefined) break;
      nextRows[feed] = row + table.feedCount;
      const name = instrumentName(instrument);
      const other = feedByName.get(name);
      if (other !== undefined) return { name, feeds: [other, feed] };
      feedByName.set(name, feed);
    }
    return undefined;
  }
}
