/**
 * A book stream as this server's FIX clients have it: one replica for all of them, fed by whatever frames the
 * gateway hands to any. Owns the levels and how far they are (one pair of epoch and seq names one content, so
 * nothing is applied twice); must never apply a delta behind a hole. Gateway thread.
 */
import { ASK, BID } from '../market/side.js';
import type { BookDecoder } from '../frame/decode-book.js';
import type { LevelVector } from '../frame/decode-book.js';
import type { Instrument } from '../market/instrument.js';
import { STATE } from '../market/state.js';
import { BookSide } from './book-side.js';
import { BookView } from './book-view.js';
import { Position } from './position.js';
import { UPDATE_ACTION, type EntryTerms } from './update-log.js';
import { instrumentFields, type Naming, type Wording } from './wording.js';

const SET = 0;

export class StreamBook implements EntryTerms {
  readonly position = new Position();
  bids = new BookSide(BID);
  asks = new BookSide(ASK);
  state: number = STATE.STALE;
  reason = 0;
  /** Grows with every change of what is shown. */
  version = 0;
  priceScale = 0;
  quantityScale = 0;
  private instrument: Instrument | undefined;
  private readonly names = new Map<Naming, Uint8Array>();
  private readonly views = new Map<number, BookView>();
  private viewList: readonly BookView[] = [];
  /** `sent` of the frame that was taken last: the same for all frames of a poll. */
  private pollSentNs = 0;

  /** An image that is not whole yet. */
  private readonly collecting = new Position();
  private collectedBids = new BookSide(BID);
  private collectedAsks = new BookSide(ASK);
  private nextPart = 0;

  /** @param instrumentOf the definition as frames said it last. */
  constructor(
    private readonly instrumentOf: () => Instrument | undefined,
    private readonly imageCame: () => void,
  ) {}

  /** Whoever takes it gives it back with leave(). */
  view(depth: number): BookView {
    let view = this.views.get(depth);
    if (view === undefined) {
      view = new BookView(this, depth);
      this.views.set(depth, view);
      this.viewList = [...this.views.values()];
    }
    view.userCount++;
    return view;
  }

  /** A user of view() is gone. */
  leave(view: BookView): void {
    if (--view.userCount > 0) return;
    this.views.delete(view.depth);
    this.viewList = [...this.views.values()];
  }

  fields({ naming }: Wording): Uint8Array {
    return this.nameFields(naming);
  }

  nameFields(naming: Naming): Uint8Array {
    let fields = this.names.get(naming);
    if (fields === undefined) {
      fields = instrumentFields(this.instrument!, naming);
      this.names.set(naming, fields);
    }
    return fields;
  }

  /**
   * An image or a part of one, from whatever client's frames.
   * @param at where it is in its stream.
   */
  takeImage(frame: BookDecoder, at: Position): void {
    if (this.position.known && this.position.compare(at) >= 0) return;
    if (frame.part === 0) {
      this.collecting.copy(at);
      this.collectedBids.clear();
      this.collectedAsks.clear();
      this.nextPart = 0;
    }
    // Parts of another image, or again those of this one: another client is being served, too.
    if (!this.collecting.known || this.collecting.compare(at) !== 0) return;
    if (frame.part !== this.nextPart) return;
    this.nextPart++;
    collect(this.collectedBids, frame.bids);
    collect(this.collectedAsks, frame.asks);
    if (this.nextPart === frame.partCount) this.replace(frame);
  }

  /** A delta, from whatever client's frames; what does not follow is left out. */
  takeDelta(frame: BookDecoder, at: Position): void {
    if (!this.position.isJustBefore(at)) return;
    const isNewPoll = frame.sentNs !== this.pollSentNs;
    this.pollSentNs = frame.sentNs;
    this.position.copy(at);
    this.version++;
    this.state = frame.state;
    this.reason = frame.reason;
    for (const view of this.viewList) view.begin(at.seq, isNewPoll);
    this.apply(this.bids, frame.bids);
    this.apply(this.asks, frame.asks);
    for (const view of this.viewList) view.end();
  }

  private replace(frame: BookDecoder): void {
    [this.bids, this.collectedBids] = [this.collectedBids, this.bids];
    [this.asks, this.collectedAsks] = [this.collectedAsks, this.asks];
    this.position.copy(this.collecting);
    this.collecting.known = false;
    this.version++;
    this.state = frame.state;
    this.reason = frame.reason;
    this.pollSentNs = frame.sentNs;
    const instrument = this.instrumentOf();
    if (instrument !== undefined && instrument !== this.instrument) {
      this.instrument = instrument;
      this.priceScale = instrument.priceScale;
      this.quantityScale = instrument.quantityScale;
      this.names.clear();
    }
    for (const view of this.viewList) view.replaced();
    this.imageCame();
  }

  private apply(levels: BookSide, changes: LevelVector): void {
    const views = this.viewList;
    const { side } = levels;
    for (let i = 0; i < changes.count; i++) {
      const price = changes.price(i);
      const quantity = changes.quantity(i);
      const orders = changes.orderCount(i);
      let action: number = UPDATE_ACTION.DELETE;
      if (changes.action(i) !== SET) {
        if (!levels.remove(price)) continue;
      } else {
        action = levels.set(price, quantity, orders) ? UPDATE_ACTION.NEW : UPDATE_ACTION.CHANGE;
      }
      for (let v = 0; v < views.length; v++)
        views[v]!.changed(action, side, price, quantity, orders);
    }
  }
}

function collect(levels: BookSide, part: LevelVector): void {
  for (let i = 0; i < part.count; i++)
    levels.set(part.price(i), part.quantity(i), part.orderCount(i));
}
