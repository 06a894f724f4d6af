/** Reading image and delta frames as a client. Bind only to frames that verifyFrame accepted. Runs everywhere. */
import { VERIFIED_ASK_ALL, VERIFIED_BID_ALL } from '../market/verified-range.js';
import { BODY_SLOT, decodedKind, FrameDecoder, int64At } from './decode-frame.js';
import { FRAME_KIND } from './frame-header.js';
import { LEVEL_BYTES } from './level-vector.js';

const HASH = BODY_SLOT;
const BIDS = BODY_SLOT + 1;
const ASKS = BODY_SLOT + 2;
const PART = BODY_SLOT + 3;
const PART_COUNT = BODY_SLOT + 4;
const VERIFIED_BID = BODY_SLOT + 5;
const VERIFIED_ASK = BODY_SLOT + 6;

/** The levels of one side, best first. */
export class LevelVector {
  count = 0;
  private view: DataView = new DataView(new ArrayBuffer(0));
  private start = 0;

  /** @param position of the length word, 0 for no vector. */
  bind(view: DataView, position: number): void {
    this.view = view;
    this.count = position === 0 ? 0 : view.getUint32(position, true);
    this.start = position + 4;
  }
  /** Ticks; NaN beyond ±(2^53 - 1). */
  price(index: number): number {
    return int64At(this.view, this.start + index * LEVEL_BYTES);
  }
  /** Lots; NaN beyond ±(2^53 - 1). */
  quantity(index: number): number {
    return int64At(this.view, this.start + index * LEVEL_BYTES + 8);
  }
  orderCount(index: number): number {
    return this.view.getUint32(this.start + index * LEVEL_BYTES + 16, true);
  }
  /** LEVEL_ACTION */
  action(index: number): number {
    return this.view.getUint8(this.start + index * LEVEL_BYTES + 20);
  }
}

export class BookDecoder extends FrameDecoder {
  readonly bids = new LevelVector();
  readonly asks = new LevelVector();

  private isImage = false;

  override bind(view: DataView, at: number): void {
    super.bind(view, at);
    this.isImage = decodedKind(view, at) === FRAME_KIND.IMAGE;
    this.bids.bind(view, this.vector(BIDS));
    this.asks.bind(view, this.vector(ASKS));
  }
  /** As int32; holds where FRAME_FLAG.HASH is set. */
  get hashLow(): number {
    return this.lowWord(HASH) | 0;
  }
  get hashHigh(): number {
    return this.highWord(HASH) | 0;
  }
  /** 0 for a delta: there the slot may hold a field of a later version, of another type. */
  get part(): number {
    return this.isImage ? this.uint16(PART) : 0;
  }
  /** 0 for a delta. */
  get partCount(): number {
    return this.isImage ? this.uint16(PART_COUNT) : 0;
  }
  /** Of an image: bids at or above this many ticks are complete. */
  get verifiedBid(): number {
    return this.position(VERIFIED_BID) === 0 ? VERIFIED_BID_ALL : this.int64(VERIFIED_BID);
  }
  /** Of an image: asks at or below this many ticks are complete. */
  get verifiedAsk(): number {
    return this.position(VERIFIED_ASK) === 0 ? VERIFIED_ASK_ALL : this.int64(VERIFIED_ASK);
  }
}
