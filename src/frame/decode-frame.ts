/**
 * Reading frames as a client: through the vtable, so that frames of a later server, with more
 * fields or another layout, still read. Owns the common header. Must only be bound to frames that
 * verifyFrame has accepted. A decoder is a flyweight: bind it again for each frame. Runs everywhere.
 *
 * 64-bit integers come as numbers where they are safe integers and as NaN where they are not;
 * ids and hashes as two words.
 */
import { FRAME, kindOfIdentifier, type FrameKind } from './frame-header.js';

const TWO_32 = 4294967296;

const EPOCH = 0;
const SEQ = 1;
const SOURCE_SEQUENCE = 2;
const VENUE_TIME = 3;
const RECEIVED = 4;
const COMMITTED = 5;
const APPLIED = 6;
const FRAMED = 7;
const SENT = 8;
const STREAM = 9;
const INSTRUMENT = 10;
const MERGED = 11;
const STATE = 12;
const REASON = 13;
const FLAGS = 14;

/** First slot behind the common header. */
export const BODY_SLOT = 15;

const EMPTY = new DataView(new ArrayBuffer(0));

const orNaN = (value: number): number => (Number.isSafeInteger(value) ? value : NaN);

/** A signed 64-bit integer at a byte position. */
export const int64At = (view: DataView, position: number): number =>
  orNaN(view.getInt32(position + 4, true) * TWO_32 + view.getUint32(position, true));

/** An unsigned 64-bit integer at a byte position. */
export const uint64At = (view: DataView, position: number): number =>
  orNaN(view.getUint32(position + 4, true) * TWO_32 + view.getUint32(position, true));

/** A 64-bit id or hash in two words as decimal text; for display, not for hot code. */
export const decimalOfWords = (high: number, low: number): string =>
  ((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)).toString();

/** Kind of a verified frame. */
export const decodedKind = (view: DataView, at: number): FrameKind =>
  kindOfIdentifier(view.getInt32(at + FRAME.IDENTIFIER, true))!;

/** Where a table's fields are. */
export class TableDecoder {
  view: DataView = EMPTY;
  private table = 0;
  private vtable = 0;
  private vtableBytes = 0;

  /** @param at the size prefix of a frame that verifyFrame accepted. */
  bind(view: DataView, at: number): void {
    this.view = view;
    this.table = at + FRAME.ROOT + view.getUint32(at + FRAME.ROOT, true);
    this.vtable = this.table - view.getInt32(this.table, true);
    this.vtableBytes = view.getUint16(this.vtable, true);
  }

  /** Byte position of a field in the view, 0 when it is absent. */
  position(slot: number): number {
    const entry = 4 + 2 * slot;
    if (entry >= this.vtableBytes) return 0;
    const offset = this.view.getUint16(this.vtable + entry, true);
    return offset === 0 ? 0 : this.table + offset;
  }

  uint8(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : this.view.getUint8(position);
  }

  uint16(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : this.view.getUint16(position, true);
  }

  uint32(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : this.view.getUint32(position, true);
  }

  lowWord(slot: number): number {
    return this.uint32(slot);
  }

  highWord(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : this.view.getUint32(position + 4, true);
  }

  int64(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : int64At(this.view, position);
  }

  uint64(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : uint64At(this.view, position);
  }

  /** Byte position of a vector's or text's length word, 0 when it is absent. */
  vector(slot: number): number {
    const position = this.position(slot);
    return position === 0 ? 0 : position + this.view.getUint32(position, true);
  }
}

/** The common header; enough for status and heartbeat frames. */
export class FrameDecoder extends TableDecoder {
  get epochStart(): number {
    return this.highWord(EPOCH);
  }
  get epochCounter(): number {
    return this.lowWord(EPOCH);
  }
  get seq(): number {
    return this.uint64(SEQ);
  }
  /** -1 where the venue has none. */
  get sourceSequence(): number {
    return this.int64(SOURCE_SEQUENCE);
  }
  get venueTimeHigh(): number {
    return this.highWord(VENUE_TIME);
  }
  get venueTimeLow(): number {
    return this.lowWord(VENUE_TIME);
  }
  /** Wall-clock milliseconds since 1970 as a float, 0 where unknown; the exact nanoseconds are in the words. */
  get venueTimeMs(): number {
    return (this.venueTimeHigh * TWO_32 + this.venueTimeLow) / 1e6;
  }
  get receivedNs(): number {
    return this.uint64(RECEIVED);
  }
  get committedNs(): number {
    return this.uint64(COMMITTED);
  }
  get appliedNs(): number {
    return this.uint64(APPLIED);
  }
  get framedNs(): number {
    return this.uint64(FRAMED);
  }
  get sentNs(): number {
    return this.uint64(SENT);
  }
  get stream(): number {
    return this.uint32(STREAM);
  }
  get instrument(): number {
    return this.uint32(INSTRUMENT);
  }
  get merged(): number {
    return this.uint32(MERGED);
  }
  get state(): number {
    return this.uint8(STATE);
  }
  get reason(): number {
    return this.uint8(REASON);
  }
  get flags(): number {
    return this.uint16(FLAGS);
  }
}
