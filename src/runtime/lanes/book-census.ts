/** Counts books by state in the shared instrument table. Cold, supervisor and gateways. */
import { InstrumentTable } from '../../event/instrument-table.js';
import { STATE } from '../../market/state.js';
import { asInstrumentId } from '../../market/units.js';
import type { RunPlan } from '../run-plan.js';

const STATE_CODES = Math.max(...Object.values(STATE)) + 1;

/** By feed: its instruments per state code; index 0: no lane has taken the instrument on yet. */
export function countByState(table: InstrumentTable): number[][] {
  const counts = Array.from({ length: table.feedCount }, () =>
    new Array<number>(STATE_CODES).fill(0),
  );
  for (let row = 0; row < table.rowLimit; row++) {
    const id = asInstrumentId(row);
    if (table.version(id) > 0) counts[table.feedOf(id)]![table.state(id)]!++;
  }
  return counts;
}

/** Whether no book of a lane waits for an image any more. */
export function laneIsWhole(plan: RunPlan, lane: number): boolean {
  const table = new InstrumentTable(plan.instruments);
  for (let row = 0; row < table.rowLimit; row++) {
    const id = asInstrumentId(row);
    if (table.version(id) === 0 || table.laneOf(id, plan.shape.laneCount) !== lane) continue;
    const state = table.state(id);
    if (state === STATE.STALE || state === STATE.RESYNCING) return false;
  }
  return true;
}
