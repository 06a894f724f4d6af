/**
 * Books as a list of ITCH messages (GLIMPSE) to images: the directory, the trading states, every
 * resting order. Owns which books the image has touched; decides nothing about when it counts. Books
 * that are right are left alone. Feed thread.
 */
import { writeImageBegin, writeImageEnd } from '../../../event/control.js';
import { writeOrderAdd } from '../../../event/order.js';
import type { EventSink } from '../../../event/sink.js';
import { EVENT_FLAG } from '../../../event/types.js';
import { ASK, BID } from '../../../market/side.js';
import { asLots, asTicks } from '../../../market/units.js';
import { LETTER, TYPE } from './itch-codes.js';
import { ITCH_LENGTHS, offsetsOf } from './itch-messages.js';
import type { ItchNormalizer } from './itch-normalizer.js';
import { HALT, LOCATE_COUNT } from './itch-session.js';

const HEAD = offsetsOf('S');
const DIRECTORY = offsetsOf('R');
const ACTION = offsetsOf('H');
const OPERATIONAL = offsetsOf('h');
const ADD = offsetsOf('A');
const { LAST } = EVENT_FLAG;

export class ItchImage {
  /** Resting orders that the image has brought. */
  orders = 0;
  /** 1 for locates whose book was not right when the image began. */
  private readonly wanted = new Uint8Array(LOCATE_COUNT);
  /** Locates whose book this image has begun to rebuild. */
  private readonly begun = new Set<number>();

  constructor(
    private readonly sink: EventSink,
    private readonly normalizer: ItchNormalizer,
  ) {}

  /** A new image: what an unfinished one has said counts no more. */
  begin(): void {
    const { session } = this.normalizer;
    for (let locate = 0; locate < LOCATE_COUNT; locate++) {
      this.wanted[locate] = session.lostBecause(locate) === 0 ? 0 : 1;
    }
    this.begun.clear();
  }

  /** One message of the image. @returns false for one that cannot be: the image is useless then. */
  message(view: DataView, at: number, length: number): boolean {
    const type = view.getUint8(at);
    if (ITCH_LENGTHS[type] !== 0 && ITCH_LENGTHS[type] !== length) return false;
    switch (type) {
      case TYPE.R:
        return this.onDirectory(view, at);
      case TYPE.H:
        return this.onHalt(view, at, HALT.TRADING_ACTION, view.getUint8(at + ACTION.state));
      case TYPE.h: {
        const isOurs = view.getUint8(at + OPERATIONAL.market) === LETTER.Q;
        if (!isOurs) return true;
        return this.onHalt(view, at, HALT.OPERATIONAL, view.getUint8(at + OPERATIONAL.action));
      }
      case TYPE.A:
      case TYPE.F:
        return this.onOrder(view, at);
      default:
        return true;
    }
  }

  /** The image is complete and counts: it has all messages before `sequence`. @returns books rebuilt. */
  end(sequence: number): number {
    const { sink, normalizer } = this;
    const { session, header } = normalizer;
    header.sourceSequence = sequence - 1;
    for (const locate of this.begun) {
      const instrument = session.instrument(locate);
      if (instrument < 0) continue;
      writeImageEnd(sink.views, sink.next(), header, instrument, LAST);
      session.found(locate);
    }
    for (const locate of [...session.declared()]) {
      const isMissing = this.wanted[locate] !== 0 && !this.begun.has(locate);
      if (isMissing) session.retire(locate);
    }
    session.forgetUndeclared();
    const count = this.begun.size;
    this.begun.clear();
    return count;
  }

  /** It will not be completed: what it has begun is STALE as before. */
  abandon(): void {
    for (const locate of this.begun) this.normalizer.session.retell(locate);
    this.begun.clear();
  }

  private onDirectory(view: DataView, at: number): boolean {
    const locate = view.getUint16(at + HEAD.locate);
    const roundLotsOnly = view.getUint8(at + DIRECTORY.roundLotsOnly) === LETTER.Y;
    const lotSize = roundLotsOnly ? view.getUint32(at + DIRECTORY.roundLotSize) : 1;
    if (this.wanted[locate] === 0) return true;
    this.normalizer.session.declare(locate, view, at + DIRECTORY.stock, lotSize);
    this.beginBook(locate);
    return true;
  }

  private onHalt(
    view: DataView,
    at: number,
    cause: (typeof HALT)[keyof typeof HALT],
    letter: number,
  ): boolean {
    const locate = view.getUint16(at + HEAD.locate);
    if (this.begun.has(locate)) {
      this.normalizer.session.setHalt(locate, cause, letter !== LETTER.T);
    }
    return true;
  }

  private onOrder(view: DataView, at: number): boolean {
    const locate = view.getUint16(at + HEAD.locate);
    if (this.wanted[locate] === 0) return true;
    const { session, header } = this.normalizer;
    if (!this.begun.has(locate)) {
      session.declare(locate, view, at + ADD.stock, 0);
      this.beginBook(locate);
    }
    const instrument = session.instrument(locate);
    if (instrument < 0) return true;
    if (!session.isStockOf(locate, view, at + ADD.stock)) return false;
    const letter = view.getUint8(at + ADD.side);
    if (letter !== LETTER.B && letter !== LETTER.S) return false;
    this.orders++;
    writeOrderAdd(
      this.sink.views,
      this.sink.next(),
      header,
      instrument,
      LAST,
      letter === LETTER.B ? BID : ASK,
      view.getInt32(at + ADD.reference),
      view.getInt32(at + ADD.reference + 4),
      asTicks(view.getUint32(at + ADD.price)),
      asLots(view.getUint32(at + ADD.shares)),
    );
    return true;
  }

  private beginBook(locate: number): void {
    const { session, header } = this.normalizer;
    const instrument = session.instrument(locate);
    if (instrument < 0 || this.begun.has(locate)) return;
    this.begun.add(locate);
    session.expectImage(locate);
    writeImageBegin(this.sink.views, this.sink.next(), header, instrument, LAST);
  }
}
