/**
 * Which instruments are this lane's, and what their definitions are. Owns the cache of the shared
 * table's rows; cold, once per definition. Must never touch another lane's instrument. Lane thread.
 */
import type { InstrumentTable } from '../../event/instrument-table.js';
import { INSTRUMENT_BYTES_LIMIT, writeInstrumentFrame } from '../../frame/instrument.js';
import type { Instrument } from '../../market/instrument.js';
import { REASON, STATE, type StateReason } from '../../market/state.js';
import type { InstrumentId } from '../../market/units.js';
import type { FrameRingWriter } from '../../ring/frame-ring-writer.js';
import type { BookStore } from '../book-store.js';
import type { InstrumentStates } from './instrument-states.js';
import type { StreamStates } from './stream-states.js';

const OWN = 1;
const FOREIGN = 2;

export class InstrumentAdoption {
  private readonly owners: Uint8Array;
  private readonly definitions = new Map<InstrumentId, Instrument>();
  /** Row version of the definition that clients were told. */
  private readonly toldVersions: Uint32Array;

  constructor(
    private readonly laneIndex: number,
    private readonly laneCount: number,
    private readonly table: InstrumentTable,
    private readonly store: BookStore,
    private readonly states: InstrumentStates,
    private readonly streams: StreamStates,
    private readonly frames: FrameRingWriter,
  ) {
    this.owners = new Uint8Array(table.rowLimit);
    this.toldVersions = new Uint32Array(table.rowLimit);
  }

  /** Whether the instrument is this lane's; looked up once. */
  owns(instrument: InstrumentId): boolean {
    const owner = this.owners[instrument];
    return owner === OWN || (owner !== FOREIGN && this.meet(instrument));
  }

  /** Whether the instrument has been adopted already. */
  knows(instrument: InstrumentId): boolean {
    return this.owners[instrument] === OWN;
  }

  /** Own instruments, by id. */
  instruments(): Instrument[] {
    return [...this.definitions.values()].sort((a, b) => a.id - b.id);
  }

  get count(): number {
    return this.definitions.size;
  }

  private scalesChanged(instrument: InstrumentId): boolean {
    const known = this.definitions.get(instrument);
    const row = this.table.read(instrument);
    return (
      known !== undefined &&
      row !== undefined &&
      (known.priceScale !== row.priceScale || known.quantityScale !== row.quantityScale)
    );
  }

  /** An instrument event: tell the definition; changed scales make the old levels meaningless. */
  redefine(instrument: InstrumentId): void {
    const scalesChanged = this.scalesChanged(instrument);
    const row = this.readRow(instrument);
    this.definitions.set(instrument, row);
    this.store.open(instrument, row.depthLimit);
    this.putDefinition(row);
    if (!scalesChanged) return;
    this.store.clear(instrument);
    this.states.liftQuarantine(instrument);
    this.startEpoch(instrument, REASON.DEFINITION_CHANGED);
  }

  /** Take over what a dead lane owned: STALE and dark until the feed's images come. */
  inherit(): void {
    for (const { id } of this.table.readAll()) {
      if (!this.owns(id)) continue;
      this.states.awaitingImage[id] = 1;
      this.states.declare(id, STATE.STALE, REASON.LANE_RESTARTED);
      this.states.settle(id, false);
      this.states.told[id] = this.states.current[id]!;
    }
  }

  private meet(instrument: InstrumentId): boolean {
    const row = this.readRow(instrument);
    const own = this.table.laneOf(instrument, this.laneCount) === this.laneIndex;
    this.owners[instrument] = own ? OWN : FOREIGN;
    if (!own) return false;
    this.definitions.set(instrument, row);
    this.store.open(instrument, row.depthLimit);
    this.putDefinition(row);
    this.startEpoch(instrument, REASON.AWAITING_IMAGE);
    return true;
  }

  private startEpoch(instrument: InstrumentId, reason: StateReason): void {
    this.table.nextEpoch(instrument);
    this.streams.startEpoch(instrument);
    this.states.declare(instrument, STATE.STALE, reason);
  }

  private readRow(instrument: InstrumentId): Instrument {
    const row = this.owners[instrument] === undefined ? undefined : this.table.read(instrument);
    if (row === undefined) {
      throw new Error(
        `lane ${this.laneIndex}: an event names instrument ${instrument}, which has no row`,
      );
    }
    return row;
  }

  private putDefinition(row: Instrument): void {
    const version = this.table.version(row.id);
    if (this.toldVersions[row.id] === version) return;
    this.toldVersions[row.id] = version;
    const at = this.frames.claim(INSTRUMENT_BYTES_LIMIT);
    this.frames.commit(writeInstrumentFrame(this.frames.views, at, row), -1 - row.id);
  }
}
