/** Reading trades frames as a client. Bind only to frames that verifyFrame accepted. Runs everywhere. */
import { BODY_SLOT, FrameDecoder, int64At } from './decode-frame.js';
import { TRADE_ENTRY_BYTES } from './trades.js';

export class TradesDecoder extends FrameDecoder {
  count = 0;
  private start = 0;

  override bind(view: DataView, at: number): void {
    super.bind(view, at);
    const position = this.vector(BODY_SLOT);
    this.count = position === 0 ? 0 : view.getUint32(position, true);
    this.start = position + 4;
  }
  price(index: number): number {
    return int64At(this.view, this.start + index * TRADE_ENTRY_BYTES);
  }
  quantity(index: number): number {
    return int64At(this.view, this.start + index * TRADE_ENTRY_BYTES + 8);
  }
  idLow(index: number): number {
    return this.view.getUint32(this.start + index * TRADE_ENTRY_BYTES + 16, true);
  }
  idHigh(index: number): number {
    return this.view.getUint32(this.start + index * TRADE_ENTRY_BYTES + 20, true);
  }
  aggressor(index: number): number {
    return this.view.getUint8(this.start + index * TRADE_ENTRY_BYTES + 24);
  }
  /** TRADE_FLAG bits. */
  tradeFlags(index: number): number {
    return this.view.getUint8(this.start + index * TRADE_ENTRY_BYTES + 25);
  }
}
