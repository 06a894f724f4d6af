/** Reading orders frames as a client. Bind only to frames that verifyFrame accepted. Runs everywhere. */
import { BODY_SLOT, FrameDecoder, int64At } from './decode-frame.js';
import { ORDER_ENTRY_BYTES } from './orders.js';

const PART = BODY_SLOT + 1;
const PART_COUNT = BODY_SLOT + 2;

export class OrdersDecoder extends FrameDecoder {
  count = 0;
  private start = 0;

  override bind(view: DataView, at: number): void {
    super.bind(view, at);
    const position = this.vector(BODY_SLOT);
    this.count = position === 0 ? 0 : view.getUint32(position, true);
    this.start = position + 4;
  }
  idLow(index: number): number {
    return this.view.getUint32(this.start + index * ORDER_ENTRY_BYTES, true);
  }
  idHigh(index: number): number {
    return this.view.getUint32(this.start + index * ORDER_ENTRY_BYTES + 4, true);
  }
  newIdLow(index: number): number {
    return this.view.getUint32(this.start + index * ORDER_ENTRY_BYTES + 8, true);
  }
  newIdHigh(index: number): number {
    return this.view.getUint32(this.start + index * ORDER_ENTRY_BYTES + 12, true);
  }
  price(index: number): number {
    return int64At(this.view, this.start + index * ORDER_ENTRY_BYTES + 16);
  }
  quantity(index: number): number {
    return int64At(this.view, this.start + index * ORDER_ENTRY_BYTES + 24);
  }
  /** ORDER_ACTION */
  action(index: number): number {
    return this.view.getUint8(this.start + index * ORDER_ENTRY_BYTES + 32);
  }
  side(index: number): number {
    return this.view.getUint8(this.start + index * ORDER_ENTRY_BYTES + 33);
  }
  /** Images only. */
  get part(): number {
    return this.uint16(PART);
  }
  get partCount(): number {
    return this.uint16(PART_COUNT);
  }
}
