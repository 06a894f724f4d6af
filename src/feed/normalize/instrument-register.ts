/**
 * What a normalizer needs to name instruments. The feed implements it over the shared instrument
 * table; tests over an array. Cold: called once per definition, never per message.
 */
import type { Instrument } from '../../market/instrument.js';
import { asInstrumentId, type InstrumentId } from '../../market/units.js';

export type InstrumentDefinition = Omit<Instrument, 'id'>;

/** Returned when the table is full: the instrument's messages are counted and dropped. */
export const INSTRUMENT_REFUSED: InstrumentId = asInstrumentId(-1);

export interface InstrumentRegister {
  /**
   * The id of (venue, symbol), writing its row when it is new or its definition changed. The same
   * name has the same id for as long as the server runs.
   * @returns INSTRUMENT_REFUSED when there is no row left.
   */
  register(definition: InstrumentDefinition): InstrumentId;
}
