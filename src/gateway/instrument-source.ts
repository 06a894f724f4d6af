/**
 * What the gateway reads of the shared instrument table. Owns nothing: runtime hands the table in,
 * so that the gateway does not depend on the room of the events.
 */
import type { Instrument } from '../market/instrument.js';
import type { BookState, StateReason } from '../market/state.js';
import type { InstrumentId } from '../market/units.js';

export interface InstrumentSource {
  readonly rowLimit: number;
  /** 0 while the row is empty; grows with every change of the row. */
  version(id: InstrumentId): number;
  read(id: InstrumentId): Instrument | undefined;
  feedOf(id: InstrumentId): number;
  laneOf(id: InstrumentId, laneCount: number): number;
  /** Epoch counter of the instrument, as in the low word of a frame's epoch. */
  epoch(id: InstrumentId): number;
  state(id: InstrumentId): BookState | 0;
  reason(id: InstrumentId): StateReason;
}
