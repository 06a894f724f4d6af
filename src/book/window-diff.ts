/**
 * The delta of a book stream: what a client that has the window of the last cut must be told to
 * have the window of now. Owns reusable results; must never change a book. Lane thread only.
 *
 * The change set is put in order once per state of the book, however many depths are asked for.
 */
import type { InstrumentId } from '../market/units.js';
import { ChangedLevels } from './changed-levels.js';
import type { LevelBooks } from './level-books.js';
import { SideDiff } from './side-diff.js';

export class WindowDiff {
  /** The caller may set both to 0 to tell of a change of state and of no level. */
  bidCount = 0;
  askCount = 0;
  /** Levels told, best first: the first `bidCount` (`askCount`) of each array are in use. */
  readonly bidPrice: Float64Array;
  readonly bidQuantity: Float64Array;
  readonly bidOrders: Int32Array;
  /** LEVEL_ACTION of frame/level-vector. */
  readonly bidAction: Uint8Array;
  readonly askPrice: Float64Array;
  readonly askQuantity: Float64Array;
  readonly askOrders: Int32Array;
  readonly askAction: Uint8Array;
  private readonly bidChanged: ChangedLevels;
  private readonly askChanged: ChangedLevels;
  private readonly bids: SideDiff;
  private readonly asks: SideDiff;
  private loadedInstrument = -1;
  private loadedVersion = 0;

  /**
   * @param levelLimit levels a side that results have room for; never less than there can be, which
   * is one for each change and one for each level that came or went.
   */
  constructor(
    private readonly store: LevelBooks,
    levelLimit = 0,
  ) {
    const capacity = Math.max(levelLimit, store.changes.limit * 2);
    this.bidChanged = new ChangedLevels(store.changes, store.levels);
    this.askChanged = new ChangedLevels(store.changes, store.levels);
    this.bids = new SideDiff(store.sides, store.levels, this.bidChanged, capacity);
    this.asks = new SideDiff(store.sides, store.levels, this.askChanged, capacity);
    this.bidPrice = this.bids.price;
    this.bidQuantity = this.bids.quantity;
    this.bidOrders = this.bids.orders;
    this.bidAction = this.bids.action;
    this.askPrice = this.asks.price;
    this.askQuantity = this.asks.quantity;
    this.askOrders = this.asks.orders;
    this.askAction = this.asks.action;
  }

  /**
   * Fill the results with the difference between now and the last endCut.
   * @param depth levels a side in the window, at least 1; Infinity for the full book.
   * @throws when the change set has overflowed: the caller has to cut an image then.
   */
  compute(instrument: InstrumentId, depth: number): void {
    const store = this.store;
    if (store.changeOverflow(instrument))
      throw new Error(`instrument ${instrument}: a delta was asked of an overflowed change set`);
    const version = store.versions[instrument]!;
    if (this.loadedInstrument !== instrument || this.loadedVersion !== version) {
      this.bidChanged.load(instrument << 1);
      this.askChanged.load((instrument << 1) | 1);
      this.loadedInstrument = instrument;
      this.loadedVersion = version;
    }
    this.bids.compute(instrument << 1, depth);
    this.asks.compute((instrument << 1) | 1, depth);
    this.bidCount = this.bids.count;
    this.askCount = this.asks.count;
  }
}
