/**
 * What the last deltas of a book changed, entry by entry, and how it was said in each wording: encoded by
 * the first client that gets it, copied by the others. Owns the entries and the bytes, bounded: what is
 * older than this poll, or beyond the limit, is forgotten, and who has not got it takes a full image. Gateway thread.
 */
import { AsciiWriter, asciiBytes } from './ascii-writer.js';
import { SIDES_COUNT, WORDING_COUNT, type Wording } from './wording.js';

/** 279 */
export const UPDATE_ACTION = { NEW: 0, CHANGE: 1, DELETE: 2 } as const;

export const UPDATE_KIND = {
  /** Nothing that a client is told. */
  NOTHING: 0,
  ENTRIES: 1,
  /** The book may not be shown any more, or may be again: everybody takes an image. */
  IMAGE: 2,
} as const;

const UPDATES_FIRST = 16;
const UPDATES_LIMIT = 1_024;
const ENTRIES_FIRST = 64;
const ENTRIES_LIMIT = 16_384;
const SAID_BYTES_FIRST = 512;

const SOH = '\x01';
/** 279 and 269 by action and side. */
const HEADS = [0, 1, 2].map((action) =>
  [0, 1].map((side) => asciiBytes(`279=${action}${SOH}269=${side}${SOH}`)),
);
const NO_ENTRIES = asciiBytes('268=');
const PRICE = asciiBytes('270=');
const SIZE = asciiBytes('271=');
const ORDERS = asciiBytes('346=');
const RPT_SEQ = asciiBytes('83=');

/** What is encoded in one wording: bodies behind one another, as many as there are updates. */
class Said {
  readonly writer = new AsciiWriter(new Uint8Array(SAID_BYTES_FIRST));
  count = 0;
  starts = new Int32Array(UPDATES_FIRST);
  ends = new Int32Array(UPDATES_FIRST);
}

const doubled = <T extends Float64Array | Int32Array | Uint8Array>(old: T, made: T): T => {
  made.set(old);
  return made;
};

/** Scales and names for the entries, as they are now. */
export interface EntryTerms {
  readonly priceScale: number;
  readonly quantityScale: number;
  fields(wording: Wording): Uint8Array;
}

export class UpdateLog {
  private count = 0;
  /** Seq of the first update; they follow one another. */
  private firstSeq = 0;
  private entryCount = 0;
  private kinds = new Uint8Array(UPDATES_FIRST);
  /** Where the entries of an update begin; the next one's beginning is its end. */
  private entryStarts = new Int32Array(UPDATES_FIRST + 1);
  private actions = new Uint8Array(ENTRIES_FIRST);
  private sides = new Uint8Array(ENTRIES_FIRST);
  private prices = new Float64Array(ENTRIES_FIRST);
  private quantities = new Float64Array(ENTRIES_FIRST);
  private orders = new Int32Array(ENTRIES_FIRST);
  /** RptSeq of the last entry before an update: SIDES_COUNT words each. */
  private rptSeqs = new Float64Array(UPDATES_FIRST * SIDES_COUNT);
  private readonly said: (Said | undefined)[] = new Array<undefined>(WORDING_COUNT).fill(undefined);
  /** RptSeq of the last entry, by sides. */
  readonly rptSeq = new Float64Array(SIDES_COUNT);

  /** Of the body that body() found. */
  bodyBytes: Uint8Array = new Uint8Array(0);
  bodyStart = 0;
  bodyEnd = 0;

  /** Forget everything but the RptSeqs. */
  clear(): void {
    this.count = 0;
    this.entryCount = 0;
  }

  /** The next update begins; its entries follow. */
  begin(seq: number): void {
    if (this.count === UPDATES_LIMIT || this.entryCount > ENTRIES_LIMIT / 2) this.clear();
    if (this.count === 0) {
      this.firstSeq = seq;
      for (const said of this.said) if (said !== undefined) said.count = said.writer.at = 0;
    }
    const index = this.count++;
    if (index === this.kinds.length) this.growUpdates();
    this.entryStarts[index] = this.entryStarts[index + 1] = this.entryCount;
    this.kinds[index] = UPDATE_KIND.NOTHING;
    for (let sides = 1; sides < SIDES_COUNT; sides++)
      this.rptSeqs[index * SIDES_COUNT + sides] = this.rptSeq[sides]!;
  }

  /** One entry of the update that began last. */
  add(action: number, side: number, price: number, quantity: number, orderCount: number): void {
    const entry = this.entryCount;
    const index = this.count - 1;
    if (entry === ENTRIES_LIMIT) {
      // More than a message should hold: an image says it shorter.
      this.kinds[index] = UPDATE_KIND.IMAGE;
      return;
    }
    if (entry === this.actions.length) this.growEntries();
    this.actions[entry] = action;
    this.sides[entry] = side;
    this.prices[entry] = price;
    this.quantities[entry] = quantity;
    this.orders[entry] = orderCount;
    this.entryStarts[index + 1] = ++this.entryCount;
    if (this.kinds[index] === UPDATE_KIND.NOTHING) this.kinds[index] = UPDATE_KIND.ENTRIES;
    for (let sides = 1; sides < SIDES_COUNT; sides++)
      if ((sides & (1 << side)) !== 0) this.rptSeq[sides]!++;
  }

  /** What the update that began last is. */
  mark(kind: number): void {
    this.kinds[this.count - 1] = kind;
  }

  /** @returns UPDATE_KIND, or undefined where that update is not known (any more). */
  kindOf(seq: number): number | undefined {
    const index = seq - this.firstSeq;
    return index >= 0 && index < this.count ? this.kinds[index] : undefined;
  }

  /**
   * The group of entries of an update, `268=…`, into the fields above.
   * @returns false where there is none in this wording.
   */
  body(seq: number, wording: Wording, terms: EntryTerms): boolean {
    const index = seq - this.firstSeq;
    const said = (this.said[wording.index] ??= new Said());
    // Clients take them in order, so what is missing is at the end.
    for (; said.count <= index; said.count++) {
      const at = said.count;
      if (at >= said.starts.length) {
        said.starts = doubled(said.starts, new Int32Array(this.kinds.length));
        said.ends = doubled(said.ends, new Int32Array(this.kinds.length));
      }
      said.starts[at] = said.writer.at;
      this.encode(at, wording, terms, said.writer);
      said.ends[at] = said.writer.at;
    }
    this.bodyBytes = said.writer.bytes;
    this.bodyStart = said.starts[index]!;
    this.bodyEnd = said.ends[index]!;
    return this.bodyEnd > this.bodyStart;
  }

  private encode(index: number, wording: Wording, terms: EntryTerms, writer: AsciiWriter): void {
    const { sides } = this;
    const start = this.entryStarts[index]!;
    const end = this.entryStarts[index + 1]!;
    let count = 0;
    for (let i = start; i < end; i++) if ((wording.sides & (1 << sides[i]!)) !== 0) count++;
    if (count === 0) return;
    const names = terms.fields(wording);
    let rptSeq = this.rptSeqs[index * SIDES_COUNT + wording.sides]!;
    writer.integerField(NO_ENTRIES, count);
    for (let i = start; i < end; i++) {
      const side = sides[i]!;
      if ((wording.sides & (1 << side)) === 0) continue;
      const action = this.actions[i]!;
      writer.copy(HEADS[action]![side]!);
      writer.copy(names);
      writer.decimalField(PRICE, this.prices[i]!, terms.priceScale);
      if (action !== UPDATE_ACTION.DELETE) {
        writer.decimalField(SIZE, this.quantities[i]!, terms.quantityScale);
        if (this.orders[i]! > 0) writer.integerField(ORDERS, this.orders[i]!);
      }
      rptSeq++;
      if (wording.hasRptSeq) writer.integerField(RPT_SEQ, rptSeq);
    }
  }

  private growUpdates(): void {
    const size = this.kinds.length * 2;
    this.kinds = doubled(this.kinds, new Uint8Array(size));
    this.entryStarts = doubled(this.entryStarts, new Int32Array(size + 1));
    this.rptSeqs = doubled(this.rptSeqs, new Float64Array(size * SIDES_COUNT));
  }

  private growEntries(): void {
    const size = this.actions.length * 2;
    this.actions = doubled(this.actions, new Uint8Array(size));
    this.sides = doubled(this.sides, new Uint8Array(size));
    this.prices = doubled(this.prices, new Float64Array(size));
    this.quantities = doubled(this.quantities, new Float64Array(size));
    this.orders = doubled(this.orders, new Int32Array(size));
  }
}
