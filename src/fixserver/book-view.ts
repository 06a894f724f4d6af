/**
 * A book as it is shown to those who asked for one depth: its image and its updates in every wording. Owns
 * the log of updates and the encoded image; what the book is, StreamBook says. Gateway thread.
 */
import { STATE } from '../market/state.js';
import { AsciiWriter, asciiBytes } from './ascii-writer.js';
import type { BookSide } from './book-side.js';
import { UPDATE_KIND, UpdateLog } from './update-log.js';
import { WindowCut } from './window-cut.js';
import { WORDING_COUNT, type Wording } from './wording.js';

const SOH = '\x01';
const SIDE_HEADS = [asciiBytes(`269=0${SOH}`), asciiBytes(`269=1${SOH}`)];
const EMPTY_HEAD = asciiBytes(`269=J${SOH}`);
const NO_ENTRIES = asciiBytes('268=');
const PRICE = asciiBytes('270=');
const SIZE = asciiBytes('271=');
const ORDERS = asciiBytes('346=');
const RPT_SEQ = asciiBytes('83=');

/** What a view shows; StreamBook. */
export interface ShownBook {
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly state: number;
  /** Grows with every change. */
  readonly version: number;
  readonly priceScale: number;
  readonly quantityScale: number;
}

/** An image in one wording; holds while the book's version is the same. */
class Image {
  readonly writer = new AsciiWriter();
  version = -1;
}

export class BookView {
  userCount = 0;
  readonly log = new UpdateLog();
  private readonly images: (Image | undefined)[] = new Array<undefined>(WORDING_COUNT).fill(
    undefined,
  );
  private readonly cut: WindowCut | undefined;
  private wasShown = false;

  /** @param depth levels of each side that are shown; Infinity: all that the stream has. */
  constructor(
    readonly book: ShownBook,
    readonly depth: number,
  ) {
    this.cut = depth === Infinity ? undefined : new WindowCut(depth);
    this.replaced();
  }

  /** The book is another one: there is nothing that leads from the last to this. */
  replaced(): void {
    this.log.clear();
    this.cut?.reset(this.book);
    this.wasShown = this.isShown;
  }

  /** A delta of the book begins: what is older than this poll nobody will ask for. */
  begin(seq: number, isNewPoll: boolean): void {
    if (isNewPoll) this.log.clear();
    this.log.begin(seq);
  }

  /** One level of the delta, as it was applied to the book. */
  changed(action: number, side: number, price: number, quantity: number, orders: number): void {
    if (this.cut === undefined) this.log.add(action, side, price, quantity, orders);
  }

  end(): void {
    this.cut?.tell(this.book, this.log);
    const { isShown } = this;
    if (isShown !== this.wasShown) this.log.mark(UPDATE_KIND.IMAGE);
    else if (!isShown) this.log.mark(UPDATE_KIND.NOTHING);
    this.wasShown = isShown;
  }

  /** A book that we know is wrong, or not yet right, is shown empty: nobody must trade on it. */
  get isShown(): boolean {
    const { state } = this.book;
    return state !== STATE.STALE && state !== STATE.RESYNCING;
  }

  /** The group of entries of the whole book, `268=…`; valid until the book changes. */
  image(wording: Wording): AsciiWriter {
    const image = (this.images[wording.index] ??= new Image());
    if (image.version !== this.book.version) {
      image.version = this.book.version;
      image.writer.at = 0;
      this.encode(image.writer, wording);
    }
    return image.writer;
  }

  private encode(writer: AsciiWriter, wording: Wording): void {
    const { book, depth } = this;
    const rptSeq = this.log.rptSeq[wording.sides]!;
    const isShown = this.isShown;
    let count = 0;
    for (const levels of [book.bids, book.asks])
      if (isShown && (wording.sides & (1 << levels.side)) !== 0)
        count += Math.min(depth, levels.count);
    if (count === 0 && wording.hasEmptyBook) {
      writer.integerField(NO_ENTRIES, 1);
      writer.copy(EMPTY_HEAD);
      writer.integerField(RPT_SEQ, rptSeq);
      return;
    }
    writer.integerField(NO_ENTRIES, count);
    if (count === 0) return;
    for (const levels of [book.bids, book.asks]) {
      if ((wording.sides & (1 << levels.side)) === 0) continue;
      const end = Math.min(depth, levels.count);
      for (let rank = 0; rank < end; rank++) {
        writer.copy(SIDE_HEADS[levels.side]!);
        writer.decimalField(PRICE, levels.price(rank), book.priceScale);
        writer.decimalField(SIZE, levels.quantity(rank), book.quantityScale);
        if (levels.orderCount(rank) > 0) writer.integerField(ORDERS, levels.orderCount(rank));
        if (wording.hasRptSeq) writer.integerField(RPT_SEQ, rptSeq);
      }
    }
  }
}
