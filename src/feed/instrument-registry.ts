/**
 * Gives instruments their ids. Owns this feed's stripe of the shared instrument table
 * (id = local × feedCount + feedIndex); must never write another feed's rows. Feed thread, cold.
 */
import type { InstrumentTable } from '../event/instrument-table.js';
import { instrumentName } from '../market/instrument.js';
import { asInstrumentId, type InstrumentId } from '../market/units.js';
import {
  INSTRUMENT_REFUSED,
  type InstrumentDefinition,
  type InstrumentRegister,
} from './normalize/instrument-register.js';

interface Entry {
  readonly id: InstrumentId;
  definition: InstrumentDefinition;
}

export class InstrumentRegistry implements InstrumentRegister {
  private readonly entries = new Map<string, Entry>();
  private refusals = 0;

  constructor(
    private readonly table: InstrumentTable,
    private readonly feedIndex: number,
  ) {
    // Rows that a feed left whose place this one takes: names keep their ids.
    for (let row = feedIndex; row < table.rowLimit; row += table.feedCount) {
      const known = table.read(asInstrumentId(row));
      if (known === undefined) break;
      const { id, ...definition } = known;
      this.entries.set(instrumentName(definition), { id, definition });
    }
  }

  register(definition: InstrumentDefinition): InstrumentId {
    const name = instrumentName(definition);
    const known = this.entries.get(name);
    if (known !== undefined) {
      if (!sameDefinition(known.definition, definition)) {
        this.table.write({ ...definition, id: known.id });
        known.definition = definition;
      }
      return known.id;
    }
    const row = this.entries.size * this.table.feedCount + this.feedIndex;
    if (row >= this.table.rowLimit) {
      this.refusals++;
      return INSTRUMENT_REFUSED;
    }
    const id = asInstrumentId(row);
    this.table.write({ ...definition, id });
    this.entries.set(name, { id, definition });
    return id;
  }

  /** Instruments of this feed. */
  get count(): number {
    return this.entries.size;
  }

  /** Definitions that found the table full. */
  get refusedCount(): number {
    return this.refusals;
  }

  /** The lane that owns the instrument's book. */
  laneOf(id: InstrumentId, laneCount: number): number {
    return this.table.laneOf(id, laneCount);
  }

  /** Ids in the order of their registration. */
  ids(): InstrumentId[] {
    return [...this.entries.values()].map((entry) => entry.id);
  }
}

const sameDefinition = (a: InstrumentDefinition, b: InstrumentDefinition): boolean =>
  a.priceScale === b.priceScale &&
  a.quantityScale === b.quantityScale &&
  a.tickSize === b.tickSize &&
  a.lotSize === b.lotSize &&
  a.depthLimit === b.depthLimit;
